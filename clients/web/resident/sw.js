// The service worker: the app's own files, so that the first page opens with no network and at once on a weak one.
// What the hub answers is never kept here (`src/kept.ts` keeps what may be read again), and the other apps are not its.
// The two names in capitals are filled in when the app is built (scripts/build.mjs).

const CACHE = 'shequ-__VERSION__'
const FILES = __FILES__
/** Milliseconds that a fresh first page is waited for. */
const PATIENCE = 3000

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('shequ-') && name !== CACHE
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url)
  if (event.request.method !== 'GET' || origin !== self.location.origin) return
  if (pathname === '/') event.respondWith(fresh(event.request))
  else if (FILES.includes(pathname)) event.respondWith(caches.match(pathname, { cacheName: CACHE }).then((kept) => kept ?? fetch(event.request)))
})

/** The newest first page, or the one that is kept. */
async function fresh(request) {
  const kept = () => caches.match('/', { cacheName: CACHE })
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) })
  } catch (error) {
    const page = await kept()
    if (page === undefined) throw error
    return page
  }
}

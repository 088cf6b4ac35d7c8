// Builds the four apps into dist/<name>; the hub serves them at the addresses in `base`.
//   node scripts/build.mjs            all
//   node scripts/build.mjs console    one
import { build } from 'vite'
import vue from '@vitejs/plugin-vue'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const base = { resident: '/', console: '/console/', board: '/board/', demo: '/demo/' }
const wanted = process.argv.slice(2)

for (const [name, path] of Object.entries(base)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  await build({
    configFile: false,
    root: join(root, name),
    base: path,
    publicDir: join(root, 'shared', 'public'),
    logLevel: 'warn',
    plugins: [vue()],
    // vue-i18n and vue ship switches; what a page does not use stays out of its bundle.
    define: {
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    build: {
      outDir: join(root, 'dist', name),
      emptyOutDir: true,
      // The pages' security policy allows no data: scripts or fonts; nothing is inlined.
      assetsInlineLimit: 0,
      // The phone's pages share classes, and all its styles have a few KB: one file, whatever page comes first.
      cssCodeSplit: name !== 'resident',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 900,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  })
  const dist = join(root, 'dist', name)
  if (name === 'resident') serviceWorker(dist)
  compress(dist)
  console.log(`built dist/${name}`)
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath ?? one.path, one.name))
}

/** The worker knows its files by name; their names hold a hash of what is in them, so a new build is a new worker. */
function serviceWorker(dist) {
  const kept = files(dist).map((file) => file.slice(dist.length)).filter((file) => !file.endsWith('.png') && file !== '/index.html')
  const source = readFileSync(join(root, 'resident', 'sw.js'), 'utf8')
  const page = readFileSync(join(dist, 'index.html'))
  const version = createHash('sha256').update(page).update(source).update(kept.join()).digest('hex').slice(0, 12)
  const filled = source.replace('__FILES__', JSON.stringify(['/', ...kept.sort()])).replace('__VERSION__', version)
  writeFileSync(join(dist, 'sw.js'), filled)
}

/** Beside each text its smaller twins, made once and as small as they get: the hub sends what the browser takes. */
function compress(dist) {
  for (const file of files(dist)) {
    if (!/\.(js|css|html|svg|webmanifest)$/.test(file)) continue
    const content = readFileSync(file)
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 }
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params: quality }))
  }
}

/**
 * Reading without a network: what the hub last answered to the questions of a resident's own pages, kept on this phone
 * and given again when there is no answer. Nothing of certification, no photo, and nothing after she has signed out.
 */

import { ref } from 'vue'
import { clear, get, put } from './base'

/** Paths whose answers may be read again. */
const READABLE = [
  /^\/api\/me$/, /^\/api\/home$/, /^\/api\/ticket-categories$/, /^\/api\/tickets$/, /^\/api\/tickets\/(following|estate)$/,
  /^\/api\/tickets\/[0-9a-f-]{36}$/, /^\/api\/notices(\/[0-9a-f-]{36})?$/, /^\/api\/areas(\/[0-9a-f-]{36}(\/circle)?)?$/,
]
/** Milliseconds that an answer is waited for when one is kept: a weak line is as good as none. */
const PATIENCE = 8000

interface Kept {
  text: string
  headers: [string, string][]
}

/** No answer came to the last question. */
export const cut = ref(typeof navigator !== 'undefined' && navigator.onLine === false)

export function readable(address: string, method = 'GET'): boolean {
  return method === 'GET' && READABLE.some((path) => path.test(address.split('?')[0]!))
}

/** A way out that keeps what may be read again. */
export function keeping(way: typeof fetch): typeof fetch {
  return async (input, init) => {
    const address = String(input)
    // What is read for another stays with her: nothing of it is kept here.
    if (new Headers(init?.headers).has('Acting-For')) return noticed(() => way(input, init))
    if (!readable(address, init?.method ?? 'GET')) return noticed(() => way(input, init))
    const kept = await get<Kept>('answers', address).catch(() => undefined)
    let answer: Response
    try {
      answer = await noticed(() => (kept === undefined ? way(input, init) : within(PATIENCE, (signal) => way(input, { ...init, signal }))))
    } catch (error) {
      if (kept === undefined) throw error
      return again(address, kept)
    }
    if (answer.status === 401) await clear('answers').catch(() => undefined)
    else if (answer.ok) {
      const text = await answer.clone().text()
      // No room is no reason not to show it.
      void put('answers', address, { text, headers: [...answer.headers] } satisfies Kept).catch(() => undefined)
    }
    return answer
  }
}

/** What came by another way than a question: who has just signed in. */
export async function remember(address: string, answer: unknown): Promise<void> {
  const kept: Kept = { text: JSON.stringify(answer), headers: [['content-type', 'application/json']] }
  await put('answers', address, kept).catch(() => undefined)
}

/** What is kept belongs to who was signed in. */
export const forget = () => clear('answers')

function again(address: string, { text, headers }: Kept): Response {
  // Its date is past: the page's clock must not go back to it.
  const answer = new Response(text, { headers: headers.filter(([name]) => !['date', 'content-encoding', 'content-length'].includes(name.toLowerCase())) })
  Object.defineProperty(answer, 'url', { value: new URL(address, location.href).href })
  return answer
}

/** How often the browser has said that the line is gone: what was asked before tells nothing of after. */
let gone = 0

async function noticed(act: () => Promise<Response>): Promise<Response> {
  const before = gone
  try {
    const answer = await act()
    if (before === gone) cut.value = false
    return answer
  } catch (error) {
    cut.value = true
    throw error
  }
}

async function within(milliseconds: number, act: (signal: AbortSignal) => Promise<Response>): Promise<Response> {
  const end = new AbortController()
  const timer = setTimeout(() => end.abort(), milliseconds)
  try {
    return await act(end.signal)
  } finally {
    clearTimeout(timer)
  }
}

/** The browser's own word; it knows that the line is gone before anything has been asked. */
export function watchLine(): void {
  addEventListener('offline', () => {
    gone++
    cut.value = true
  })
  addEventListener('online', () => (cut.value = false))
}

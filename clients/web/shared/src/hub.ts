/** The page's one HTTP client; errors come in the reader's language. */

import { ref } from 'vue'
import { Hub } from '@shequtong/sdk'
import { storedLocale } from './i18n'

/** Grows when an answer says that the session is over; signing in and asking who one is do not count. */
export const refusals = ref(0)

const asking = /\/api\/(me|me\/second-factor\/confirm|sign-in\/.*|demo\/.*)$/

/** How requests go out; an app may put something between, such as what it keeps for when there is no network. */
let out: typeof fetch = (input, init) => fetch(input, init)

export function through(next: (way: typeof fetch) => typeof fetch): void {
  out = next(out)
}

export const hub = new Hub({
  language: storedLocale,
  fetch: async (input, init) => {
    const answer = await out(input, init)
    if (answer.status === 401 && !asking.test(new URL(answer.url).pathname)) refusals.value += 1
    return answer
  },
})

/** The page's one HTTP client; errors come in the reader's language. */

import { ref } from 'vue'
import { Hub } from '@shequtong/sdk'
import { storedLocale } from './i18n'

/** Grows when an answer says that the session is over; signing in and asking who one is do not count. */
export const refusals = ref(0)

const asking = /\/api\/(me|sign-in\/.*|demo\/.*)$/

export const hub = new Hub({
  language: storedLocale,
  fetch: async (input, init) => {
    const answer = await fetch(input, init)
    if (answer.status === 401 && !asking.test(new URL(answer.url).pathname)) refusals.value += 1
    return answer
  },
})

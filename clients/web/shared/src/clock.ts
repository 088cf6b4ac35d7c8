/** The hub's time, as a value that moves: deadlines count down without anyone asking. */

import { readonly, ref } from 'vue'
import { hub } from './hub'

const TICK_MS = 10_000
const time = ref(Date.now())

export const now = readonly(time)

/** Starts the page's clock; called once, when an app is made. */
export function startClock(): void {
  const tick = () => {
    time.value = Date.now() + hub.http.clockAhead
  }
  tick()
  setInterval(tick, TICK_MS)
}

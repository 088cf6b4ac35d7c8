/** A day again: fetched when asked for, walked through by hand or by itself, gone when the wall is live again. */

import { computed, onUnmounted, ref, shallowRef } from 'vue'
import type { Day } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'

/** Milliseconds a moment of the day is shown while it plays: five minutes in a fifth of a second, a day in a minute. */
const STEP_MS = 200

export function useReplay(area: string, failed: (cause: unknown) => void) {
  const day = shallowRef<Day | null>(null)
  const at = ref(0)
  const playing = ref(false)
  let timer: ReturnType<typeof setInterval> | undefined

  const moment = computed(() => day.value?.moments[at.value] ?? null)

  function stop(): void {
    clearInterval(timer)
    playing.value = false
  }

  function play(): void {
    const last = (day.value?.moments.length ?? 1) - 1
    if (playing.value) return stop()
    if (at.value >= last) at.value = 0
    playing.value = true
    timer = setInterval(() => {
      if (at.value >= last) stop()
      else at.value += 1
    }, STEP_MS)
  }

  async function open(): Promise<void> {
    try {
      day.value = await hub.boardDay(area)
      at.value = Math.max(0, (day.value?.moments.length ?? 1) - 1)
    } catch (cause) {
      failed(cause)
    }
  }

  function close(): void {
    stop()
    day.value = null
  }

  onUnmounted(stop)
  return { day, at, playing, moment, open, close, play, stop }
}

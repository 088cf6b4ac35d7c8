/** What a page fetches that has topics of its own: fetched anew when one of their events is heard, or the line was away;
 * the newest answer wins. */

import { onUnmounted, ref, shallowRef, watch } from 'vue'
import type { Cursor, EventData, Fetched, LiveEvent } from '@shequtong/sdk'
import { liveFor } from './live'
import { useSession } from './session'
import { useTexts } from './texts'

/** Many events at once cost one fetch. Milliseconds. */
const GATHER_MS = 300

export function useHeard<T>(load: () => Promise<Fetched<T>>, topics: () => readonly string[], ...types: (keyof EventData | ((event: LiveEvent) => boolean))[]) {
  const data = shallowRef<T | null>(null)
  const failure = ref('')
  const session = useSession()
  const { error } = useTexts()
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let subscription: { close(): void } | null = null

  async function fetched(): Promise<Cursor | null> {
    const mine = ++asked
    try {
      const found = await load()
      if (mine === asked) {
        data.value = found.data
        failure.value = ''
      }
      return found.cursor
    } catch (cause) {
      if (mine === asked) failure.value = error(cause)
      throw cause
    }
  }

  const refresh = (): Promise<void> => fetched().then(() => undefined, () => undefined)

  function close(): void {
    clearTimeout(timer)
    timer = undefined
    subscription?.close()
    subscription = null
  }

  watch(
    () => topics().join(' '),
    () => {
      close()
      if (session.me === null || topics().length === 0) return void refresh()
      subscription = liveFor(session.me).subscribe([...topics()], {
        wants: (event) => types.some((type) => (typeof type === 'string' ? event.type === type : type(event))),
        event: () => {
          // Counted from the first: events that never pause must not put it off for ever.
          timer ??= setTimeout(() => {
            timer = undefined
            void refresh()
          }, GATHER_MS)
        },
        aside: true,
        load: fetched,
      })
    },
    { immediate: true },
  )
  onUnmounted(() => {
    close()
    asked++
  })
  return { data, failure, refresh }
}

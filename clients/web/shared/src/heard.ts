/** What a page fetches that has topics of its own, for as long as the page is shown. */

import { onUnmounted, ref, shallowRef, watch } from 'vue'
import { Heard } from '@shequtong/sdk'
import type { EventData, Fetched, LiveEvent } from '@shequtong/sdk'
import { liveFor } from './live'
import { useSession } from './session'
import { useTexts } from './texts'

export function useHeard<T>(load: () => Promise<Fetched<T>>, topics: () => readonly string[], ...types: (keyof EventData | ((event: LiveEvent) => boolean))[]) {
  const data = shallowRef<T | null>(null)
  const failure = ref('')
  const session = useSession()
  const { error } = useTexts()
  const heard = new Heard<T>(load, {
    data: (found) => (data.value = found),
    failure: (cause) => (failure.value = cause === null ? '' : error(cause)),
  })
  const wants = (event: LiveEvent) => types.some((type) => (typeof type === 'string' ? event.type === type : type(event)))

  watch(
    () => topics().join(' '),
    () => {
      if (session.me !== null && topics().length > 0) return heard.listen(liveFor(session.me), topics(), wants)
      heard.quiet()
      void heard.refresh()
    },
    { immediate: true },
  )
  onUnmounted(() => heard.stop())
  return { data, failure, refresh: heard.refresh }
}

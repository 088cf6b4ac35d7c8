/** What a page fetches and what events of her own topic keep true. Pages stay below others here: who shows it says when to
 * listen and when to stop. */

import { ref, shallowRef } from 'vue'
import { Heard } from '@shequtong/sdk'
import type { EventData, Fetched } from '@shequtong/sdk'
import { liveConnection, me } from './session'
import { sentence } from './texts'

/** `part`: of her own topic. */
export function useHeard<T>(load: () => Promise<Fetched<T>>, type: keyof EventData, part = '') {
  const data = shallowRef<T | null>(null)
  const failure = ref('')
  const heard = new Heard<T>(load, {
    data: (found) => (data.value = found),
    failure: (cause) => (failure.value = cause === null ? '' : sentence(cause)),
  })

  function listen(): void {
    const live = liveConnection()
    if (me.value === null || live === null || heard.listening) return
    heard.listen(live, [`own/${me.value.id}${part === '' ? '' : `/${part}`}`], (event) => event.type === type)
  }

  return { data, failure, refresh: heard.refresh, listen, stop: () => heard.stop() }
}

/** What a page fetches besides the live tickets: fetched anew when what it hangs on moves, the newest answer wins. */

import { onUnmounted, ref, shallowRef, watch } from 'vue'
import { useTexts } from '@shequtong/shared'

/** Many changes at once cost one fetch. Milliseconds. */
const GATHER_MS = 600

export function useFetched<T>(load: () => Promise<T>, on: () => unknown) {
  const data = shallowRef<T | null>(null)
  const failure = ref('')
  const { error } = useTexts()
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function refresh(): Promise<void> {
    const mine = ++asked
    try {
      const found = await load()
      if (mine !== asked) return
      data.value = found
      failure.value = ''
    } catch (cause) {
      if (mine === asked) failure.value = error(cause)
    }
  }

  watch(on, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void refresh(), GATHER_MS)
  })
  onUnmounted(() => {
    clearTimeout(timer)
    asked++
  })
  void refresh()
  return { data, failure, refresh }
}

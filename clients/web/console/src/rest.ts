/** The pages of a list after its first. */

import { ref, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { useTexts } from '@shequtong/shared'

/**
 * `begin` is told where the first page ended, whenever it is fetched anew; the later ones are thrown away then, also one
 * that is on its way. `rest` is what they hold; `failed` is told why one did not come.
 */
export function useRest<T>(page: (after: string) => Promise<{ items: readonly T[]; next: string | null }>, failed: (why: string) => void) {
  const rest = shallowRef<T[]>([]) as Ref<T[]>
  const next = ref<string | null>(null)
  const { error } = useTexts()
  let begun = 0

  function begin(from: string | null): void {
    begun++
    rest.value = []
    next.value = from
  }

  async function fetchMore(): Promise<void> {
    const [mine, after] = [begun, next.value]
    if (after === null) return
    try {
      const found = await page(after)
      if (mine !== begun || next.value !== after) return
      rest.value = [...rest.value, ...found.items]
      next.value = found.next
    } catch (cause) {
      if (mine === begun) failed(error(cause))
    }
  }

  return { rest, next, begin, fetchMore }
}

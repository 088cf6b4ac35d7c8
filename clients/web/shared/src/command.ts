/** How a page sends a command: one at a time, its refusal said in a sentence, and sent again only as the same command. */

import { ref } from 'vue'
import { IdempotencyKey } from '@shequtong/sdk'
import { useTexts } from './texts'

export function useCommand() {
  const { error } = useTexts()
  const busy = ref(false)
  const failure = ref('')

  /**
   * Runs `act`, which sends with `key`; true when it went well. While one runs, another press does nothing. `refused`
   * makes the sentence of what went wrong.
   */
  async function run(act: () => Promise<unknown>, refused: (cause: unknown) => string | Promise<string> = error): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failure.value = ''
    try {
      await act()
      return true
    } catch (cause) {
      failure.value = await refused(cause)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, run, key: new IdempotencyKey() }
}

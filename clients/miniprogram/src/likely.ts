/** What it is likely to be, by the place and her words; asked when she pauses. */

import { onUnmounted, ref, watch } from 'vue'
import { byKey, categories } from './categories'
import { draft } from './draft'
import { hub } from './hub'

/** Milliseconds without a keystroke before the hub is asked. */
const PAUSE = 600
/** By word in the Chinese name: what neighbours report most, until something better is known. */
const COMMON = ['下水道', '照明', '电梯', '垃圾清运', '乱停', '水管']

/** `offered`: what was chosen first, then what is likely, then what is common; no more than `most`. */
export function useLikely() {
  const likely = ref<string[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked = 0

  async function ask(): Promise<void> {
    const turn = ++asked
    const text = draft.text.trim()
    try {
      const { suggestions } = await hub.get('/api/tickets/suggest', {}, { area: draft.area, text })
      if (turn === asked) likely.value = suggestions.map((one) => one.category)
    } catch {
      // Without a network: by her words alone.
      if (turn === asked) likely.value = categories.value.filter((one) => text.includes(one.name.slice(0, 2))).map(({ key }) => key)
    }
  }

  watch(
    () => [draft.area, draft.text],
    () => {
      clearTimeout(timer)
      if (draft.area !== '') timer = setTimeout(() => void ask(), draft.text === '' ? 0 : PAUSE)
    },
    { immediate: true },
  )
  onUnmounted(() => clearTimeout(timer))

  const common = () => COMMON.flatMap((word) => categories.value.find((one) => one.name.includes(word))?.key ?? [])
  const offered = (most: number) => {
    const keys = [...new Set([draft.category, ...likely.value, ...common()])]
    return keys.flatMap((key) => byKey.value.get(key) ?? []).slice(0, most)
  }
  return { offered }
}

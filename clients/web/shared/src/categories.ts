/** The kinds of report, fetched once a page: names, times, emergencies. */

import { computed, shallowRef } from 'vue'
import type { Category } from '@shequtong/sdk'
import { hub } from './hub'

const all = shallowRef<Category[]>([])
const byKey = computed(() => new Map(all.value.map((one) => [one.key, one])))
let fetching: Promise<void> | null = null

/** Whether it is known what kinds there are; before, a kind has no name yet. */
export const known = computed(() => all.value.length > 0)

/** Whether it is an emergency, as far as is known here. */
export const urgent = (category: string): boolean => byKey.value.get(category)?.urgent ?? false

export function useCategories() {
  fetching ??= hub.categories().then(
    (list) => {
      all.value = list
    },
    () => {
      fetching = null
    },
  )
  return { all, byKey, ready: fetching }
}

/** The kinds of report, fetched once. */

import { computed, shallowRef } from 'vue'
import type { Category } from '@shequtong/sdk'
import { hub } from './hub'

export const categories = shallowRef<Category[]>([])
export const byKey = computed(() => new Map(categories.value.map((one) => [one.key, one])))
let fetching: Promise<void> | null = null

export function loadCategories(): Promise<void> {
  fetching ??= hub.categories().then(
    (found) => {
      categories.value = found
    },
    (cause: unknown) => {
      fetching = null
      throw cause
    },
  )
  return fetching
}

/** The kinds of report, fetched once; those of last time where there is no network. */

import { computed, shallowRef } from 'vue'
import type { Category } from '@shequtong/sdk'
import { hub } from './hub'
import { keep, kept } from './platform/storage'

export const categories = shallowRef<Category[]>(kept<Category[]>('categories', []))
export const byKey = computed(() => new Map(categories.value.map((one) => [one.key, one])))
let fetching: Promise<void> | null = null

export function loadCategories(): Promise<void> {
  fetching ??= hub.categories().then(
    (found) => {
      categories.value = found
      keep('categories', found)
    },
    (cause: unknown) => {
      fetching = null
      if (categories.value.length === 0) throw cause
    },
  )
  return fetching
}

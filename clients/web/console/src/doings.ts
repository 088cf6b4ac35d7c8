/** What the page one is on offers to do, for the palette and the sheet of keys. */

import { onMounted, onUnmounted, shallowReactive } from 'vue'
import type { IconName } from '@shequtong/shared'

export interface Doing {
  name: string
  label: string
  icon: IconName
  key?: string
  run: () => unknown
}

const offers = shallowReactive(new Set<() => Doing[]>())

/** Offered while the component is there. */
export function offerDoings(list: () => Doing[]): void {
  onMounted(() => offers.add(list))
  onUnmounted(() => offers.delete(list))
}

/** Everything that is offered now, the newest page's first. */
export const doings = (): Doing[] => [...offers].reverse().flatMap((list) => list())

/** Whether a department of mine pays what is certified. Known after a moment: the page is shown from then on. */

import { ref } from 'vue'
import type { Me } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'
import { departmentsOf, paysFor } from './certification'

export const paying = ref(false)

export async function learnWhetherPaying(me: Me | null): Promise<void> {
  paying.value = false
  if (me === null || departmentsOf(me).length === 0) return
  paying.value = await hub.get('/api/certification/programmes', {}).then(({ programmes }) => paysFor(me, programmes), () => false)
}

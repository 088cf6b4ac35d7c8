/** As what somebody uses this phone: a resident at home, or on duty. A resident who has an office too chooses. */

import { computed, ref } from 'vue'
import type { Me } from '@shequtong/sdk'
import { useSession } from '@shequtong/shared'

/** Roles whose work is out of doors, or goes on there. */
const ON_DUTY = [
  'grid_officer', 'community_clerk', 'community_secretary', 'street_clerk', 'dept_handler', 'property_dispatcher', 'property_worker', 'committee',
]
const KEY = 'shequ.as'
const chosen = ref(localStorage.getItem(KEY))

export const hasDuty = (me: Me): boolean => me.grants.some(({ role }) => ON_DUTY.includes(role))

/** nobody: signed in as no one who has work on a phone. */
export type As = 'nobody' | 'resident' | 'duty'

export function useAs() {
  const session = useSession()
  const as = computed<As>(() => {
    const { me } = session
    if (me === null) return 'nobody'
    if (me.kind === 'staff') return hasDuty(me) ? 'duty' : 'nobody'
    return hasDuty(me) && chosen.value === 'duty' ? 'duty' : 'resident'
  })
  /** Both are open to her. */
  const both = computed(() => session.me?.kind === 'resident' && hasDuty(session.me))

  function become(next: 'resident' | 'duty'): void {
    chosen.value = next
    localStorage.setItem(KEY, next)
  }

  return { as, both, become }
}

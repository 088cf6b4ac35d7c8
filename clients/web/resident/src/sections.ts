/** The sections of the first page: data of the hub, for where she lives; fetched anew when somebody has changed them. */

import { computed } from 'vue'
import type { Me } from '@shequtong/sdk'
import { hub, useHeard, useSession } from '@shequtong/shared'
import { useActing } from './acting'

/** Where she herself lives, whomever she acts for. */
export const homeOf = (me: Me | null) => me?.residences.find((one) => one.state !== 'ended' && one.state !== 'refused')

export function useSections() {
  const session = useSession()
  const acting = useActing()
  const area = computed(() => acting.home?.dwelling.id ?? session.me?.district.id ?? '')
  return useHeard(
    () => hub.read('/api/home', {}, { area: area.value }),
    () => (session.me === null ? [] : [`public/${session.me.district.id}/home`]),
    'home.changed',
  )
}

/** Whose offers one may take. Pure. */

import type { Me } from '@shequtong/sdk'

/** The organisations in which this person is a volunteer, each once. */
export function poolsOf(me: Pick<Me, 'grants'>): { id: string; name: string }[] {
  const found = me.grants.flatMap(({ role, organisation }) => (role === 'volunteer' && organisation !== null ? [[organisation.id, organisation] as const] : []))
  return [...new Map(found).values()].map(({ id, name }) => ({ id, name }))
}

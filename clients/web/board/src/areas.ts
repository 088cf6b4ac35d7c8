/** Which areas this person may see sums of: her grants' areas, and on each the way down to the communities. */

import type { Area, Me } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'

const ROLES = [
  'community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'official_viewer', 'grid_officer', 'dept_handler',
]
const LEVELS = ['district', 'street', 'community']

export interface Choice {
  id: string
  name: string
  /** 0 for the grant's own area. */
  depth: number
}

export async function choices(me: Me): Promise<Choice[]> {
  const found = new Map<string, Choice>()
  const walk = async (area: Pick<Area, 'id' | 'name' | 'level'>, depth: number): Promise<void> => {
    if (found.has(area.id) || !LEVELS.includes(area.level)) return
    found.set(area.id, { id: area.id, name: area.name, depth })
    if (area.level !== 'community') for (const child of await hub.areas(area.id)) await walk(child, depth + 1)
  }
  for (const grant of me.grants) if (ROLES.includes(grant.role)) await walk(grant.area, 0)
  return [...found.values()]
}

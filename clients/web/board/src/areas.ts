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
  /** The one above, when she may see that too. */
  above: string | null
}

export async function choices(me: Me): Promise<Choice[]> {
  const found = new Map<string, Choice>()
  const walk = async (area: Pick<Area, 'id' | 'name' | 'level'>, above: Choice | null): Promise<void> => {
    if (found.has(area.id) || !LEVELS.includes(area.level)) return
    const here = { id: area.id, name: area.name, depth: above === null ? 0 : above.depth + 1, above: above?.id ?? null }
    found.set(area.id, here)
    if (area.level !== 'community') for (const child of await hub.areas(area.id)) await walk(child, here)
  }
  for (const grant of me.grants) if (ROLES.includes(grant.role)) await walk(grant.area, null)
  return [...found.values()]
}

/** The way from the top to an area. */
export function wayTo(areas: readonly Choice[], id: string): Choice[] {
  const here = areas.find((one) => one.id === id)
  return here === undefined ? [] : [...(here.above === null ? [] : wayTo(areas, here.above)), here]
}

/** Those right below one, in their order. */
export function below(areas: readonly Choice[], id: string): Choice[] {
  return areas.filter((one) => one.above === id)
}

/** The neighbour `by` places away among those under the same area, in a circle. */
export function beside(areas: readonly Choice[], id: string, by: number): string {
  const above = areas.find((one) => one.id === id)?.above ?? null
  const row = areas.filter((one) => one.above === above)
  const at = row.findIndex((one) => one.id === id)
  return row[(at + by + row.length) % row.length]?.id ?? id
}

/** Where a key leads to; null: nowhere. */
export function led(areas: readonly Choice[], id: string, key: string): string | null {
  if (key === 'ArrowLeft' || key === 'ArrowRight') return beside(areas, id, key === 'ArrowLeft' ? -1 : 1)
  if (key === 'ArrowUp' || key === 'Escape') return areas.find((one) => one.id === id)?.above ?? null
  if (key === 'ArrowDown' || key === 'Enter') return below(areas, id)[0]?.id ?? null
  return /^[1-9]$/.test(key) ? (below(areas, id)[Number(key) - 1]?.id ?? null) : null
}

/** Going down the tree as residents know it: grids are the staff's business and are stepped over. */

import type { Area, AreaDetail } from '@shequtong/sdk'
import { hub } from './hub'

export async function childrenOf(id: string): Promise<Area[]> {
  const children = await hub.areas(id)
  const grids = children.filter((area) => area.level === 'grid')
  const others = children.filter((area) => area.level !== 'grid')
  const inside = others.length > 0 ? [] : (await Promise.all(grids.map((grid) => hub.areas(grid.id)))).flat()
  return [...others, ...inside].sort(byName)
}

/** "10栋" after "9栋": by the numbers inside, then by letters. Not every phone knows `Intl`. */
export function byName(a: { name: string }, b: { name: string }): number {
  const padded = (name: string) => name.replace(/\d+/g, (digits) => digits.padStart(8, '0'))
  const [first, second] = [padded(a.name), padded(b.name)]
  return first < second ? -1 : first > second ? 1 : 0
}

/** 金沙社区 宝鼎金沙小区 12栋3单元1-6 */
export function placeName(area: AreaDetail): string {
  const chain = [...area.ancestors, area]
  const named = (levels: string[]) => chain.filter((one) => levels.includes(one.level)).map((one) => one.name)
  const parts = [...named(['community', 'estate']), named(['building', 'unit', 'dwelling']).join('')]
  return parts.filter((part) => part !== '').join(' ') || area.name
}

/** Where she lives, if she has said so. */
export function homeOf(me: { residences: { state: string; dwelling: { id: string; place: string; path: string[] } }[] } | null) {
  return me?.residences.find((one) => one.state !== 'ended' && one.state !== 'refused')
}

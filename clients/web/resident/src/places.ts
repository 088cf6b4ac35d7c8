/** Going down the tree as residents know it: grids are the staff's business and are stepped over. */

import type { Area, AreaDetail } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'

export async function childrenOf(id: string): Promise<Area[]> {
  const children = await hub.areas(id)
  const grids = children.filter((area) => area.level === 'grid')
  const others = children.filter((area) => area.level !== 'grid')
  const inside = others.length > 0 ? [] : (await Promise.all(grids.map((grid) => hub.areas(grid.id)))).flat()
  return [...others, ...inside].sort(byName)
}

/** "10栋" after "9栋". */
function byName(a: Area, b: Area): number {
  return a.name.localeCompare(b.name, 'zh-CN', { numeric: true })
}

/** 金沙社区 宝鼎金沙小区 12栋3单元1-6: what people write on a letter, without district, street and grid. */
export function placeName(area: AreaDetail): string {
  const chain = [...area.ancestors, area].filter((one) => !['district', 'street', 'grid'].includes(one.level))
  const fine = chain.filter((one) => ['building', 'unit', 'dwelling'].includes(one.level)).map((one) => one.name)
  const coarse = chain.filter((one) => ['community', 'estate'].includes(one.level)).map((one) => one.name)
  return [...coarse, fine.join('')].filter((part) => part !== '').join(' ') || area.name
}

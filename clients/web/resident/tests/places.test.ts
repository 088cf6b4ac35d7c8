import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Area, AreaDetail, Level } from '@shequtong/sdk'
import { childrenOf, placeName } from '../src/places'

const area = (level: Level, name: string): Area => ({ id: name, level, name, path: [], code: null })

function detail(...chain: [Level, string][]): AreaDetail {
  const areas = chain.map(([level, name]) => area(level, name))
  return { ...areas[areas.length - 1]!, ancestors: areas.slice(0, -1) }
}

afterEach(() => vi.unstubAllGlobals())

describe('the name of a place', () => {
  it('is what people write on a letter', () => {
    expect(
      placeName(detail(['district', '西区'], ['street', '清香坪街道'], ['community', '金沙社区'], ['grid', '第一网格'],
        ['estate', '宝鼎金沙小区'], ['building', '12栋'], ['unit', '3单元'], ['dwelling', '1-6'])),
    ).toBe('金沙社区 宝鼎金沙小区 12栋3单元1-6')
  })

  it('is the name itself above the community', () => {
    expect(placeName(detail(['district', '西区'], ['street', '清香坪街道']))).toBe('清香坪街道')
  })
})

describe('going down the tree', () => {
  it('steps over grids and counts 10栋 after 9栋', async () => {
    const tree: Record<string, Area[]> = {
      jinsha: [area('grid', 'g1'), area('grid', 'g2')],
      g1: [area('estate', 'b'), area('estate', 'a')],
      g2: [],
      a: [area('building', '10栋'), area('building', '9栋')],
    }
    vi.stubGlobal('fetch', async (url: string) => {
      const answer = new Response(JSON.stringify({ areas: tree[new URL(url, 'http://hub.test').searchParams.get('parent')!] }))
      Object.defineProperty(answer, 'url', { value: 'http://hub.test/api/areas' })
      return answer
    })
    expect((await childrenOf('jinsha')).map(({ name }) => name)).toEqual(['a', 'b'])
    expect((await childrenOf('a')).map(({ name }) => name)).toEqual(['9栋', '10栋'])
  })
})

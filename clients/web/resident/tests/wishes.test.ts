import { describe, expect, it } from 'vitest'
import type { AreaDetail, WishMine, WishShown } from '@shequtong/sdk'
import { applied, daysLeft, hanging, stageOf, wallTopics } from '../src/wishes'

const wish = (id: string, number: number, version: number, state: WishShown['state'], kind: WishShown['kind'] = 'thing') =>
  ({ id, number, version, state, kind }) as WishShown

describe('the wall', () => {
  it('takes the newest version of each, whatever arrives first', () => {
    const wall = new Map<string, WishShown>()
    applied(wall, wish('a', 1, 3, 'claimed'))
    applied(wall, wish('a', 1, 2, 'open'))
    expect(wall.get('a')?.state).toBe('claimed')
    applied(wall, wish('a', 1, 4, 'gone'))
    expect(hanging(wall, 'going', '')).toEqual([])
    applied(wall, wish('a', 1, 3, 'claimed'))
    expect(hanging(wall, 'going', '')).toEqual([])
  })

  it('shows a group and a kind, the newest first', () => {
    const wall = new Map<string, WishShown>()
    for (const one of [wish('a', 1, 1, 'open'), wish('b', 2, 1, 'open', 'help'), wish('c', 3, 1, 'fulfilled'), wish('d', 4, 1, 'open')]) applied(wall, one)
    expect(hanging(wall, 'open', '').map(({ id }) => id)).toEqual(['d', 'b', 'a'])
    expect(hanging(wall, 'open', 'help').map(({ id }) => id)).toEqual(['b'])
    expect(hanging(wall, 'going', '').map(({ id }) => id)).toEqual(['c'])
  })

  it('is heard from the community up, not from the door', () => {
    const ancestors = [['d', 'district'], ['s', 'street'], ['c', 'community'], ['g', 'grid'], ['e', 'estate']].map(([id, level]) => ({ id, level }))
    expect(wallTopics({ id: 'x', level: 'dwelling', ancestors } as AreaDetail)).toEqual(['public/d/wishes', 'public/s/wishes', 'public/c/wishes'])
  })
})

it('knows how far a wish is', () => {
  const at = (state: WishMine['state'], contacted_at: string | null = null) => stageOf({ state, contacted_at })
  expect([at('asked'), at('returned'), at('open'), at('claimed'), at('claimed', 'now'), at('fulfilled'), at('thanked')]).toEqual([0, 0, 1, 2, 3, 3, 4])
  expect(at('withdrawn')).toBe(-1)
})

it('counts the day itself among the days left', () => {
  const now = new Date('2026-03-01T00:00:00Z')
  expect(daysLeft('2026-03-01T01:00:00Z', now)).toBe(1)
  expect(daysLeft('2026-03-08T00:00:00Z', now)).toBe(7)
  expect(daysLeft('2026-02-20T00:00:00Z', now)).toBe(0)
})

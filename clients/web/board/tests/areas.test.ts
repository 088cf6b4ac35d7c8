import { describe, expect, it } from 'vitest'
import { below, beside, led, wayTo } from '../src/areas'

const AREAS = [
  { id: 'd', name: '西区', depth: 0, above: null },
  { id: 's1', name: '甲街道', depth: 1, above: 'd' },
  { id: 'c1', name: '一社区', depth: 2, above: 's1' },
  { id: 's2', name: '乙街道', depth: 1, above: 'd' },
]

describe('areas', () => {
  it('knows the way down and what is below', () => {
    expect(wayTo(AREAS, 'c1').map((one) => one.id)).toEqual(['d', 's1', 'c1'])
    expect(below(AREAS, 'd').map((one) => one.id)).toEqual(['s1', 's2'])
    expect(wayTo(AREAS, 'x')).toEqual([])
  })

  it('goes round among neighbours', () => {
    expect([beside(AREAS, 's1', 1), beside(AREAS, 's1', -1), beside(AREAS, 'c1', 1)]).toEqual(['s2', 's2', 'c1'])
  })

  it('is led by keys, and stays where a key leads nowhere', () => {
    expect(led(AREAS, 'd', '2')).toBe('s2')
    expect(led(AREAS, 'd', '3')).toBeNull()
    expect(led(AREAS, 'd', 'ArrowDown')).toBe('s1')
    expect(led(AREAS, 'c1', 'ArrowUp')).toBe('s1')
    expect(led(AREAS, 'd', 'Escape')).toBeNull()
    expect(led(AREAS, 's1', 'ArrowRight')).toBe('s2')
    expect(led(AREAS, 's1', 'x')).toBeNull()
  })
})

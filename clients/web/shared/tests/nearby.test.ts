import { describe, expect, it } from 'vitest'
import type { Geometry } from '@shequtong/sdk'
import { estatesNear } from '../src/nearby'

/** Two squares of 100 m, 100 m apart; a degree is 100 km here. */
const square = (left: number) => [[left, 0], [left + 100, 0], [left + 100, 100], [left, 100]]
const shape = (id: string, level: string, ...rings: number[][][]) => ({ id, name: id, level, path: [id], rings })
const geometry = {
  area: 'd', source: 'survey', origin: { west: 101, north: 26.6, east: 100_000, south: 100_000 },
  shapes: [shape('d', 'district', square(-500)), shape('a', 'estate', square(0)), shape('b', 'estate', square(200), [[220, 20], [280, 20], [280, 80], [220, 80]])],
} as unknown as Geometry
/** The place that lies x and y metres from the corner. */
const near = (x: number, y: number, metres: number, on = geometry) => estatesNear(on, 26.6 - y / 100_000, 101 + x / 100_000, metres).map((one) => [one.id, Math.round(one.metres)])

describe('estates near a place', () => {
  it('names the one that it lies in, and the next ones by how far they are', () => {
    expect(near(50, 50, 100)).toEqual([['a', 0]])
    expect(near(50, 50, 200)).toEqual([['a', 0], ['b', 150]])
    expect(near(160, 50, 100)).toEqual([['b', 40], ['a', 60]])
    expect(near(-30, 140, 100)).toEqual([['a', 50]])
    expect(near(250, 50, 50)).toEqual([['b', 30]]) // in the hole of it
  })

  it('names none on a plan, which lies nowhere', () => {
    expect(near(50, 50, 1000, { ...geometry, origin: null })).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import type { Geometry, Shape } from '@shequtong/sdk'
import { drawing, ems } from '../src/geometry'

const square = (x: number, y: number, side: number): Shape['rings'] => [[[x, y], [x + side, y], [x + side, y + side], [x, y + side]]]
const shape = (id: string, level: Shape['level'], path: string[], rings: Shape['rings']): Shape => ({ id, level, name: `${id}${level === 'estate' ? '小区' : '社区'}`, path, rings })

function geometry(source: Geometry['source'], estates: number): Geometry {
  const pieces = Array.from({ length: estates }, (_, n) => shape(`e${n}`, 'estate', ['d', 'c', `e${n}`], square(n * 10, 0, 10)))
  return {
    area: 'd', source, origin: null,
    shapes: [shape('d', 'district', ['d'], square(0, 0, 20)), shape('c', 'community', ['d', 'c'], square(0, 0, 20)), ...pieces],
  }
}

describe('drawing', () => {
  it('fills its place with a plan, and keeps the proportions of measured land', () => {
    const plan = drawing(geometry('schematic', 2), 300, 200, 10)
    expect(plan.borders[0]?.d).toBe('M0 0L300 0L300 200L0 200Z')
    const land = drawing(geometry('survey', 2), 300, 200, 10)
    expect(land.borders[0]?.d).toBe('M50 0L250 0L250 200L50 200Z')
  })

  it('colours the lowest pieces and draws the others as borders, the highest on top', () => {
    const { pieces, borders } = drawing(geometry('survey', 2), 200, 200, 10)
    expect(pieces.map((one) => one.id)).toEqual(['e0', 'e1'])
    expect(borders.map((one) => one.level)).toEqual(['community', 'district'])
  })

  it('calls the only piece of a community by the community, several by themselves', () => {
    expect(drawing(geometry('survey', 1), 200, 200, 10).pieces.map((one) => one.name)).toEqual(['c'])
    expect(drawing(geometry('survey', 2), 200, 200, 10).pieces.map((one) => one.name)).toEqual(['e0', 'e1'])
  })

  it('knows how much room there is for words', () => {
    const [piece] = drawing(geometry('survey', 2), 200, 200, 10).pieces
    expect(piece?.at).toEqual([50, 50])
    expect(piece?.width).toBe(100)
  })

  it('draws nothing of nothing', () => {
    expect(drawing({ area: 'd', source: 'schematic', shapes: [], origin: null }, 100, 100, 10)).toEqual({ pieces: [], borders: [] })
    expect(drawing(geometry('survey', 2), 0, 0, 10).pieces).toEqual([])
  })
})

describe('ems', () => {
  it('counts Chinese signs as square', () => expect([ems('社区'), ems('12')]).toEqual([2, 1.2]))
})

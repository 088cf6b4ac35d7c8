/** From shapes of the hub to a drawing of a given size: which pieces are coloured, where their words stand. Pure. */

import type { Geometry, Shape } from '@shequtong/sdk'

export type Point = readonly [number, number]

export interface Piece {
  id: string
  /** Ids from the district down to itself. */
  path: readonly string[]
  /** What people call it here: its community while it is the only piece of it, else itself. */
  name: string
  /** SVG path data, in pixels. */
  d: string
  /** Where words stand, and how wide they may be there, in pixels. */
  at: Point
  width: number
}

export interface Drawing {
  pieces: Piece[]
  /** Outlines of the areas above the pieces, the lowest first. */
  borders: { id: string; level: string; d: string }[]
}

const SUFFIX = /(小区|社区)$/
/** A plan may be stretched this much to fill its place; land that was measured may not. */
const STRETCH = 1.7

export function drawing(geometry: Geometry, width: number, height: number, line: number): Drawing {
  const points = geometry.shapes.flatMap((shape) => shape.rings.flat()) as unknown as Point[]
  if (points.length === 0 || width <= 0 || height <= 0) return { pieces: [], borders: [] }
  const put = fitted(points, width, height, geometry.source === 'schematic' ? STRETCH : 1)
  const parents = new Set(geometry.shapes.flatMap((shape) => shape.path.slice(0, -1)))
  const names = new Map(geometry.shapes.map((shape) => [shape.id, shape]))
  const leaves = geometry.shapes.filter((shape) => !parents.has(shape.id))
  const rings = (shape: Shape) => shape.rings.map((ring) => (ring as unknown as Point[]).map(put))
  const community = (shape: Shape) => shape.path.map((id) => names.get(id)).find((one) => one?.level === 'community')
  const alone = new Map<string | undefined, number>()
  for (const leaf of leaves) {
    const id = community(leaf)?.id
    alone.set(id, (alone.get(id) ?? 0) + 1)
  }
  const whole = names.get(geometry.area)?.level
  return {
    pieces: leaves.map((leaf) => {
      const drawn = rings(leaf)
      const outer = drawn[0] ?? []
      const above = community(leaf)
      const named = whole !== 'community' && above !== undefined && alone.get(above.id) === 1 ? above : leaf
      const at = middle(outer)
      return { id: leaf.id, path: leaf.path, name: named.name.replace(SUFFIX, ''), d: data(drawn), at, width: room(outer, at, line) }
    }),
    borders: geometry.shapes
      .filter((shape) => parents.has(shape.id))
      .sort((a, b) => b.path.length - a.path.length)
      .map((shape) => ({ id: shape.id, level: shape.level, d: data(rings(shape)) })),
  }
}

/** About how wide words are, in ems: a Chinese sign is square, others are about half as wide. */
export function ems(text: string): number {
  return [...text].reduce((sum, one) => sum + ((one.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.6), 0)
}

function fitted(points: readonly Point[], width: number, height: number, most: number): (point: Point) => Point {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const wide = width / Math.max(1e-9, Math.max(...xs) - left)
  const high = height / Math.max(1e-9, Math.max(...ys) - top)
  const least = Math.min(wide, high)
  const [sx, sy] = [Math.min(wide, least * most), Math.min(high, least * most)]
  const dx = (width - sx * (width / wide)) / 2
  const dy = (height - sy * (height / high)) / 2
  return ([x, y]) => [Math.round((dx + (x - left) * sx) * 10) / 10, Math.round((dy + (y - top) * sy) * 10) / 10]
}

function data(rings: readonly (readonly Point[])[]): string {
  return rings.map((ring) => `M${ring.map((point) => point.join(' ')).join('L')}Z`).join('')
}

/** The centroid of a polygon. */
function middle(ring: readonly Point[]): Point {
  let [x, y, twice] = [0, 0, 0]
  ring.forEach(([ax, ay], number) => {
    const [bx, by] = ring[(number + 1) % ring.length] as Point
    const cross = ax * by - bx * ay
    twice += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  })
  return twice === 0 ? (ring[0] ?? [0, 0]) : [x / (3 * twice), y / (3 * twice)]
}

/** The width inside a polygon around a point, over two lines of text. */
function room(ring: readonly Point[], [x, y]: Point, line: number): number {
  const sides = [y - 0.8 * line, y, y + 0.8 * line].map((at) => {
    const crossed = ring.flatMap(([ax, ay], number) => {
      const [bx, by] = ring[(number + 1) % ring.length] as Point
      return ay <= at !== by <= at ? [ax + ((at - ay) / (by - ay)) * (bx - ax)] : []
    })
    const left = Math.max(...crossed.filter((one) => one <= x))
    const right = Math.min(...crossed.filter((one) => one > x))
    return Math.min(x - left, right - x)
  })
  const least = Math.min(...sides)
  return Number.isFinite(least) ? Math.max(0, 2 * least) : 0
}

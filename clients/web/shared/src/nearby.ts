/** Which estates a place on the earth lies in or beside, by the hub's own shapes. Pure: nobody else is asked. */

import type { Create, Geometry, Hub, Shape } from '@shequtong/sdk'

type Point = readonly [number, number]
/** Metres beyond what a phone says: shapes and satellites are not that exact. */
const MORE = 150

/** Nearest first; an estate one stands in is 0 metres away. Nothing, where the shapes are a plan and lie nowhere. */
export function estatesNear(geometry: Geometry, lat: number, lon: number, metres: number): { id: string; name: string; metres: number }[] {
  const { origin } = geometry
  if (origin === null) return []
  const at: Point = [(lon - origin.west) * origin.east, (origin.north - lat) * origin.south]
  return geometry.shapes
    .filter(({ level }) => level === 'estate')
    .map((shape) => ({ id: shape.id, name: shape.name, metres: distance(shape, at) }))
    .filter((one) => one.metres <= metres)
    .sort((a, b) => a.metres - b.metres)
}

/** What a report may be offered from where she stands. Nothing without a network, where nobody has measured the land, or where
 * she has chosen already, down to the door, what is finer than what the phone knows. */
export async function estatesOffered(
  hub: Hub, district: string, at: NonNullable<Create['position']>, chosen: string,
): Promise<{ id: string; name: string }[]> {
  try {
    const near = estatesNear(await hub.geometry(district), at.lat, at.lon, MORE + Math.min(at.metres ?? 0, 500)).slice(0, 2)
    const path = chosen === '' ? [] : [...(await hub.area(chosen)).ancestors.map(({ id }) => id), chosen]
    return near.length > 0 && path.includes(near[0]!.id) ? [] : near
  } catch {
    return []
  }
}

function distance(shape: Shape, at: Point): number {
  const rings = shape.rings as unknown as Point[][]
  const edges = rings.flatMap((ring) => ring.map((a, n): [Point, Point] => [a, ring[(n + 1) % ring.length]!]))
  // By the even-odd rule, as it is filled.
  const crossed = edges.filter(([[ax, ay], [bx, by]]) => ay <= at[1] !== by <= at[1] && at[0] < ax + ((at[1] - ay) / (by - ay)) * (bx - ax))
  return crossed.length % 2 === 1 ? 0 : Math.min(...edges.map(([a, b]) => toEdge(at, a, b)))
}

function toEdge([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length))
  return Math.hypot(x - ax - share * dx, y - ay - share * dy)
}

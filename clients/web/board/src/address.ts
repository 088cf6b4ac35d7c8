/** What the address says: `#/<area>?turn=30&light` — which area, seconds a street while they take turns, the light variant. */

export interface Place {
  area: string
  turn: number
  light: boolean
}

/** Faster than this nobody can read a wall. */
const LEAST = 5

export function read(hash: string): Place {
  const [area = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const found = new URLSearchParams(query)
  const turn = Number(found.get('turn') ?? 0)
  return { area, turn: turn > 0 ? Math.max(LEAST, turn) : 0, light: found.has('light') }
}

export function written({ area, turn, light }: Place): string {
  const query = [...(turn > 0 ? [`turn=${turn}`] : []), ...(light ? ['light'] : [])].join('&')
  return `#/${area}${query === '' ? '' : `?${query}`}`
}

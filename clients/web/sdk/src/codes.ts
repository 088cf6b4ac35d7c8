/** What a close code asks of a client; the table is the hub's. */

import { CLOSE_CODES } from './generated'
import type { Reconnect } from './generated'

export { CLOSE_CODES }
export type { Reconnect }

export interface CloseCode {
  /** Stable, for texts: `not_authenticated`, `revoked`, … */
  name: string
  reconnect: Reconnect
}

/** A code that is not in the table (1006: the network went away) is worth another try. */
export function closeCode(code: number): CloseCode {
  const known = CLOSE_CODES[code]
  if (known === undefined) return { name: `closed_${code}`, reconnect: 'soon' }
  return { name: known.reason.split(';')[0]!.replaceAll(' ', '_'), reconnect: known.reconnect }
}

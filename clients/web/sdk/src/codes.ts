/** Close codes of the live socket, with "reconnect?" beside each (`design/3-live-protocol.md`). */

/** `soon`: with jitter · `later`: after a rest · `never`: someone must act first (sign in, upgrade). */
export type Reconnect = 'soon' | 'later' | 'never'

export interface CloseCode {
  name: string
  reconnect: Reconnect
}

export const CLOSE_CODES: Readonly<Record<number, CloseCode>> = {
  1001: { name: 'going_away', reconnect: 'soon' },
  4400: { name: 'bad_message', reconnect: 'never' },
  4401: { name: 'not_authenticated', reconnect: 'never' },
  4403: { name: 'revoked', reconnect: 'never' },
  4408: { name: 'silent_too_long', reconnect: 'soon' },
  4413: { name: 'too_large', reconnect: 'never' },
  4429: { name: 'too_many', reconnect: 'later' },
  4508: { name: 'too_slow', reconnect: 'soon' },
}

/** A code that is not in the table (1006: the network went away) is worth another try. */
export function closeCode(code: number): CloseCode {
  return CLOSE_CODES[code] ?? { name: `closed_${code}`, reconnect: 'soon' }
}

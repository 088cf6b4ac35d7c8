/**
 * The live protocol, version 1: what travels on the socket.
 *
 * Written by hand after `design/3-live-protocol.md`; to be generated from AsyncAPI (issue B). Nothing but types and
 * the one decoder stands here, so that the generated file can take its place.
 */

export const SUBPROTOCOL = 'shequtong.live.v1'

/** A place in one log: `seq` only has meaning together with the `epoch` it was counted in. */
export interface Cursor {
  epoch: string
  seq: number
}

export type PresenceState = 'viewing' | 'editing' | 'away'

export type ClientMessage =
  | { op: 'hello'; ticket?: string; client?: string }
  | { op: 'subscribe'; id: number; topics: string[]; from?: Cursor }
  | { op: 'unsubscribe'; id: number; topics: string[] }
  | { op: 'presence'; topic: string; state: PresenceState }
  | { op: 'ping'; id: number }

export interface Welcome {
  op: 'welcome'
  session: string
  epoch: string
  seq: number
  /** Seconds between two marks. */
  heartbeat: number
  limits: { message: number; topics: number }
}

export interface Subscribed {
  op: 'subscribed'
  id: number
  /** Those that were allowed. */
  topics: string[]
  epoch: string
  seq: number
}

export interface Recovered {
  op: 'recovered'
  id: number
  seq: number
}

export interface Mark {
  op: 'mark'
  seq: number
}

export interface LiveEvent<Data = unknown> {
  op: 'event'
  seq: number
  type: string
  subject: string
  area: string | null
  at: string
  data: Data
}

export type ResetReason = 'expired' | 'epoch' | 'lagged'

export interface Reset {
  op: 'reset'
  topics: string[]
  reason: ResetReason
}

export interface Presence {
  op: 'presence'
  topic: string
  who: { account: string; name: string; state: PresenceState }[]
}

export interface LiveError {
  op: 'error'
  id?: number
  code: string
  message: string
  /** Those that are not, or not any more, subscribed. */
  topics?: string[]
}

export interface Pong {
  op: 'pong'
  id: number
}

export type HubMessage = Welcome | Subscribed | Recovered | Mark | LiveEvent | Reset | Presence | LiveError | Pong

type Kind = 'string' | 'number' | 'array' | 'object' | 'string?'

/** The fields each message must have; a message may have more (a newer hub), never fewer. */
const FIELDS: Record<HubMessage['op'], Record<string, Kind>> = {
  welcome: { session: 'string', epoch: 'string', seq: 'number', heartbeat: 'number', limits: 'object' },
  subscribed: { id: 'number', topics: 'array', epoch: 'string', seq: 'number' },
  recovered: { id: 'number', seq: 'number' },
  mark: { seq: 'number' },
  event: { seq: 'number', type: 'string', subject: 'string', area: 'string?', at: 'string', data: 'object' },
  reset: { topics: 'array', reason: 'string' },
  presence: { topic: 'string', who: 'array' },
  error: { code: 'string', message: 'string' },
  pong: { id: 'number' },
}

function is(value: unknown, kind: Kind): boolean {
  if (kind === 'string?') return value === null || value === undefined || typeof value === 'string'
  if (kind === 'array') return Array.isArray(value)
  if (kind === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === kind
}

/** A hub message from one text frame; null for what this version does not know, so that a newer hub can speak. */
export function decode(text: string): HubMessage | null {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return null
  }
  if (!is(message, 'object')) return null
  const fields = message as Record<string, unknown>
  const known = typeof fields.op === 'string' && Object.hasOwn(FIELDS, fields.op)
  const required = known ? FIELDS[fields.op as HubMessage['op']] : undefined
  if (required === undefined) return null
  for (const [name, kind] of Object.entries(required)) if (!is(fields[name], kind)) return null
  return message as HubMessage
}

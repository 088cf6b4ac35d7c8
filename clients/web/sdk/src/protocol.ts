/**
 * The live protocol, version 1: the generated messages under the names the SDK uses, and the one decoder.
 *
 * No shape is written here: `generated.ts` comes from the hub's own document (`npm run generate`).
 */

import { FIELDS } from './generated'
import type { EventMessage, HubMessage, Kind, Position, Reset, Viewer } from './generated'

export { PRESENCE_SECONDS, SUBPROTOCOL } from './generated'
export type {
  ClientMessage, ErrorMessage as LiveError, EventData, HubMessage, Present as Presence, Reset, Viewer,
} from './generated'

/** A place in one log: `seq` only has meaning together with the `epoch` it was counted in. */
export type Cursor = Position
export type PresenceState = Viewer['state']
export type ResetReason = Reset['reason']
export type LiveEvent<Data = unknown> = Omit<EventMessage, 'data'> & { data: Data }

/** Events of boards are whole states made in the hub, not entries of the log. */
export const WHOLE = 'board.'
export const WHOLE_TOPIC = 'board/'

function is(value: unknown, kind: Kind): boolean {
  if (kind === 'any') return value !== undefined
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

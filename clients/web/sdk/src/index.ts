/**
 * The web SDK: HTTP and the live socket of the hub, with no framework and no dependency.
 *
 * In: a page with a session cookie (or a ticket). Out: typed answers, and each live event once and in order.
 * Never: a token in storage, a credential in an address, a second report for one press of a button.
 */

export { connect } from './connection'
export type { Live, LiveState, Options, Socket } from './live'
export { CLOSE_CODES, closeCode } from './codes'
export { ApiError, fromAnswer, UNREACHABLE } from './errors'
export { Heard } from './heard'
export { Http } from './http'
export type { Answer, CommandOptions, Fetch, Fetched, Key, UploadOptions } from './http'
export { Hub } from './hub'
export { IdempotencyKey, newKey } from './key'
export type { KeptKey } from './key'
export { decode } from './protocol'
export type { Cursor, EventData, HubMessage, LiveEvent, Presence, PresenceState, Viewer } from './protocol'
export type { Handlers } from './subscription'
export type * from './types'

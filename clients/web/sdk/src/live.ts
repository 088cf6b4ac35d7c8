/** What the live connection is asked and what it says; `connection.ts` is it. */

import type { Cursor, PresenceState } from './protocol'
import type { Handlers } from './subscription'

export type LiveState =
  | { kind: 'live' }
  | { kind: 'catching_up' }
  /** `since`: when we last heard the hub. `final`: the close code's name when no further try will be made. */
  | { kind: 'offline'; since: Date; final: string | null }

export interface Options {
  /** `wss://host/live`; from an `http(s)` page the relative `/live` will do. */
  url: string
  /** The log to read: the district's area id. */
  log: string
  /** A single-use ticket for the first message, where there is no session cookie. */
  ticket?: () => Promise<string>
  /** What the hub's logs call this client. */
  client?: string
  /** Told to handlers that throw; the connection goes on. */
  onError?: (error: unknown) => void
  WebSocket?: new (url: string, protocol: string) => WebSocket
  random?: () => number
}

export interface Live {
  readonly state: LiveState
  onState(listener: (state: LiveState) => void): () => void
  subscribe(topics: readonly string[], handlers: Handlers, from?: Cursor | null): { readonly cursor: Cursor | null; close(): void }
  /** What the user does on a `staff/ticket/<id>` that is subscribed to; kept up until that subscription is closed. */
  presence(topic: string, state: PresenceState): void
  /** Somebody has acted after a final end (the same account signed in again): go on from where we were. */
  reconnect(): void
  close(): void
}

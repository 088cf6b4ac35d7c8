/** What the live connection is asked and what it says; `connection.ts` is it. */

import type { Cursor, PresenceState } from './protocol'
import type { Handlers } from './subscription'

export type LiveState =
  | { kind: 'live' }
  | { kind: 'catching_up' }
  /** `since`: when we last heard the hub. `final`: the close code's name when no further try will be made. */
  | { kind: 'offline'; since: Date; final: string | null }

/** What of a socket is used; the platform's `WebSocket` is one. */
export interface Socket {
  readonly readyState: number
  onopen: (() => void) | null
  onmessage: ((frame: { data: unknown }) => void) | null
  onclose: ((end: { code: number }) => void) | null
  send(text: string): void
  close(code?: number): void
}

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
  /** Where there is no `WebSocket`: what else to open. */
  WebSocket?: new (url: string, protocol: string) => Socket
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
  /** The app goes to the background, where a socket would die unheard: it is closed, and each cursor kept. */
  sleep(): void
  /** The app is shown again: go on from there. */
  wake(): void
  close(): void
}

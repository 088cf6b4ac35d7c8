/**
 * The live connection: one socket, kept up by itself.
 *
 * In: topics with handlers. Out: each event once and in order, or a fresh state after a `reset`. It reconnects with
 * jittered backoff, resumes each subscription from its own cursor, watches the heartbeat, and tries at once when the
 * network or the page comes back. It never puts a credential in an address, and never retries after a close code
 * that says "never": then `state.final` names the code and someone must act.
 */

import { backoff, rest } from './backoff'
import { closeCode } from './codes'
import { decode, SUBPROTOCOL } from './protocol'
import type { ClientMessage, Cursor, HubMessage, PresenceState } from './protocol'
import { Subscription } from './subscription'
import type { Handlers, LoadReason } from './subscription'

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
  presence(topic: string, state: PresenceState): void
  close(): void
}

/** Heartbeats missed before the socket is given up. */
const PATIENCE = 2.5
/** Until `welcome`, nothing says how long to wait: the hub closes an unknown client after 5 s. Milliseconds. */
const WELCOME_MS = 10_000

export function connect(options: Options): Live {
  return new Connection(options)
}

class Connection implements Live {
  state: LiveState = { kind: 'catching_up' }
  private readonly listeners = new Set<(state: LiveState) => void>()
  private readonly subscriptions = new Map<number, Subscription>()
  private readonly loadAttempts = new Map<number, number>()
  private readonly random: () => number
  private socket: WebSocket | null = null
  private welcomed = false
  private closed = false
  private attempt = 0
  private heartbeatMs = WELCOME_MS
  private heardAt = Date.now()
  private retry: ReturnType<typeof setTimeout> | undefined
  private watchdog: ReturnType<typeof setTimeout> | undefined
  private nextId = 1

  constructor(private readonly options: Options) {
    this.random = options.random ?? Math.random
    globalThis.addEventListener?.('online', this.hurry)
    globalThis.document?.addEventListener('visibilitychange', this.hurry)
    void this.open()
  }

  onState(listener: (state: LiveState) => void): () => void {
    this.listeners.add(listener)
    listener(this.state)
    return () => this.listeners.delete(listener)
  }

  subscribe(topics: readonly string[], handlers: Handlers, from: Cursor | null = null) {
    const one = new Subscription(this.nextId++, topics, handlers, from)
    this.subscriptions.set(one.id, one)
    this.advance(one)
    return {
      get cursor() {
        return one.cursor
      },
      close: () => this.unsubscribe(one),
    }
  }

  presence(topic: string, state: PresenceState): void {
    this.send({ op: 'presence', topic, state })
  }

  close(): void {
    this.closed = true
    clearTimeout(this.retry)
    clearTimeout(this.watchdog)
    globalThis.removeEventListener?.('online', this.hurry)
    globalThis.document?.removeEventListener('visibilitychange', this.hurry)
    this.subscriptions.clear()
    this.listeners.clear()
    this.socket?.close(1000)
  }

  // --- one subscription ------------------------------------------------------------------------------------------

  /** Whatever this subscription needs next: its state, or to be asked for. */
  private advance(one: Subscription): void {
    if (one.state === 'missing') void this.load(one, 'first')
    else if (one.state === 'here' && one.link === 'none' && this.welcomed) {
      one.subscribing()
      const ask: ClientMessage = { op: 'subscribe', id: one.id, topics: [...one.topics] }
      if (one.from !== null) ask.from = one.from
      this.send(ask)
    }
    this.settle()
  }

  private async load(one: Subscription, reason: LoadReason): Promise<void> {
    let outcome
    try {
      outcome = await one.load(reason)
    } catch (error) {
      this.options.onError?.(error)
      const attempt = this.loadAttempts.get(one.id) ?? 0
      this.loadAttempts.set(one.id, attempt + 1)
      setTimeout(() => {
        if (this.holds(one) && one.state === 'loading') void this.load(one, reason)
      }, backoff(attempt, this.random()))
      return
    }
    if (!this.holds(one) || outcome === 'overtaken') return
    this.loadAttempts.delete(one.id)
    if (outcome === 'behind') one.dropped()
    this.advance(one)
  }

  private holds(one: Subscription): boolean {
    return !this.closed && this.subscriptions.get(one.id) === one
  }

  private unsubscribe(one: Subscription): void {
    if (!this.subscriptions.delete(one.id)) return
    if (one.link !== 'none') this.send({ op: 'unsubscribe', id: one.id, topics: [] })
    this.settle()
  }

  // --- the socket ------------------------------------------------------------------------------------------------

  private async open(): Promise<void> {
    clearTimeout(this.retry)
    this.retry = undefined
    let ticket: string | undefined
    try {
      ticket = await this.options.ticket?.()
    } catch (error) {
      this.options.onError?.(error)
      this.again(backoff(this.attempt++, this.random()))
      return
    }
    if (this.closed) return
    const Socket = this.options.WebSocket ?? WebSocket
    const socket = new Socket(address(this.options.url, this.options.log), SUBPROTOCOL)
    this.socket = socket
    this.heartbeatMs = WELCOME_MS
    this.heard()
    socket.onopen = () => {
      if (ticket !== undefined) this.send({ op: 'hello', ticket, client: this.options.client ?? 'web' })
    }
    socket.onmessage = (frame: MessageEvent) => {
      if (this.socket !== socket) return
      this.heard()
      const message = typeof frame.data === 'string' ? decode(frame.data) : null
      if (message !== null) this.receive(message)
    }
    socket.onclose = (end: CloseEvent) => {
      if (this.socket === socket) this.lost(end.code)
    }
  }

  private receive(message: HubMessage): void {
    switch (message.op) {
      case 'welcome':
        this.welcomed = true
        this.heartbeatMs = message.heartbeat * 1000
        this.heard()
        for (const one of this.subscriptions.values()) this.advance(one)
        break
      case 'subscribed':
        this.subscriptions.get(message.id)?.subscribed(message)
        break
      case 'recovered':
        this.subscriptions.get(message.id)?.recovered(message.seq)
        break
      case 'mark':
        this.attempt = 0
        for (const one of this.subscriptions.values()) one.mark(message.seq)
        break
      case 'event': {
        const quiet = [...this.subscriptions.values()].every((one) => one.link !== 'recovering')
        for (const one of [...this.subscriptions.values()]) this.guard(() => one.event(message, quiet))
        break
      }
      case 'reset':
        for (const one of this.about(message.topics)) {
          one.reset()
          void this.load(one, message.reason)
        }
        break
      case 'presence':
        for (const one of this.about([message.topic])) this.guard(() => one.handlers.presence?.(message))
        break
      case 'error': {
        const { id, topics = [], code, message: text } = message
        const hit = id === undefined ? this.about(topics) : [this.subscriptions.get(id)]
        for (const one of hit) this.guard(() => one?.refuse(topics, code, text))
        break
      }
      case 'pong':
        break
    }
    this.settle()
  }

  private about(topics: readonly string[]): Subscription[] {
    return [...this.subscriptions.values()].filter((one) => one.topics.some((topic) => topics.includes(topic)))
  }

  private lost(code: number): void {
    this.socket = null
    this.welcomed = false
    clearTimeout(this.watchdog)
    for (const one of this.subscriptions.values()) one.dropped()
    if (this.closed) return
    const { name, reconnect } = closeCode(code)
    const since = this.state.kind === 'offline' ? this.state.since : new Date(this.heardAt)
    this.become({ kind: 'offline', since, final: reconnect === 'never' ? name : null })
    if (reconnect === 'soon') this.again(backoff(this.attempt++, this.random()))
    else if (reconnect === 'later') this.again(rest(this.random()))
  }

  private again(milliseconds: number): void {
    if (!this.closed) this.retry = setTimeout(() => void this.open(), milliseconds)
  }

  /** The network or the page came back: do not sit out the backoff, nor trust a socket that slept. */
  private readonly hurry = (): void => {
    if (this.closed || globalThis.document?.visibilityState === 'hidden') return
    if (this.retry !== undefined) {
      clearTimeout(this.retry)
      this.again(Math.round(this.random() * 500))
    } else if (this.socket !== null) this.check()
  }

  private heard(): void {
    this.heardAt = Date.now()
    this.watchdog ??= setTimeout(this.check, this.heartbeatMs * PATIENCE)
  }

  private readonly check = (): void => {
    clearTimeout(this.watchdog)
    this.watchdog = undefined
    const left = this.heardAt + this.heartbeatMs * PATIENCE - Date.now()
    const socket = this.socket
    if (socket === null) return
    if (left > 0) {
      this.watchdog = setTimeout(this.check, left)
      return
    }
    // A dead network may take minutes to report a close; ours is decided now.
    socket.onclose = null
    socket.close(4000)
    this.lost(1006)
  }

  private send(message: ClientMessage): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message))
  }

  private guard(action: () => void): void {
    try {
      action()
    } catch (error) {
      this.options.onError?.(error)
    }
  }

  private settle(): void {
    if (!this.welcomed) return
    const asked = [...this.subscriptions.values()].filter((one) => one.state !== 'refused')
    this.become({ kind: asked.every((one) => one.live) ? 'live' : 'catching_up' })
  }

  private become(state: LiveState): void {
    if (state.kind === this.state.kind && state.kind !== 'offline') return
    this.state = state
    for (const listener of this.listeners) listener(state)
  }
}

function address(url: string, log: string): string {
  const full = new URL(url, globalThis.location?.href)
  full.protocol = full.protocol.replace('http', 'ws')
  full.searchParams.set('log', log)
  return full.href
}

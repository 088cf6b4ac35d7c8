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
import type { Live, LiveState, Options, Socket } from './live'
import { Presence } from './presence'
import { decode, SUBPROTOCOL } from './protocol'
import type { ClientMessage, Cursor, HubMessage, PresenceState } from './protocol'
import { Subscription } from './subscription'
import type { Handlers, LoadReason } from './subscription'
import { Watch } from './watch'

/** Everybody's network or page may come back at the same moment: spread over this. Milliseconds. */
const RETURN_MS = 500

export function connect(options: Options): Live {
  return new Connection(options)
}

class Connection implements Live {
  state: LiveState = { kind: 'catching_up' }
  private readonly listeners = new Set<(state: LiveState) => void>()
  private readonly subscriptions = new Set<Subscription>()
  /** By the id of their last subscribe: an id is used once a connection, answers to it may still be on the way. */
  private readonly asked = new Map<number, Subscription>()
  private readonly loadAttempts = new WeakMap<Subscription, number>()
  private readonly random: () => number
  private readonly watch = new Watch(() => this.giveUp())
  private readonly present = new Presence(
    (topic) => [...this.subscriptions].some((one) => one.link === 'joined' && one.topics.includes(topic)),
    (topic, state) => this.send({ op: 'presence', topic, state }),
  )
  private socket: Socket | null = null
  private opening = false
  private welcomed = false
  private closed = false
  private asleep = false
  private attempt = 0
  private retry: ReturnType<typeof setTimeout> | undefined
  private nextId = 1

  constructor(private readonly options: Options) {
    this.random = options.random ?? Math.random
    globalThis.addEventListener?.('online', this.hurry)
    globalThis.addEventListener?.('offline', this.doubt)
    globalThis.document?.addEventListener('visibilitychange', this.hurry)
    void this.open()
  }

  onState(listener: (state: LiveState) => void): () => void {
    this.listeners.add(listener)
    listener(this.state)
    return () => this.listeners.delete(listener)
  }

  subscribe(topics: readonly string[], handlers: Handlers, from: Cursor | null = null) {
    const one = new Subscription(topics, handlers, from)
    this.subscriptions.add(one)
    this.advance(one)
    return {
      get cursor() {
        return one.cursor
      },
      close: () => this.unsubscribe(one),
    }
  }

  presence(topic: string, state: PresenceState): void {
    this.present.announce(topic, state)
  }

  reconnect(): void {
    if (this.closed || this.asleep || this.socket !== null || this.opening) return
    this.attempt = 0
    void this.open()
  }

  sleep(): void {
    if (this.closed || this.asleep) return
    this.asleep = true
    clearTimeout(this.retry)
    this.retry = undefined
    const socket = this.socket
    if (socket === null) return
    socket.onclose = null
    socket.close(1000)
    this.lost(1006)
  }

  wake(): void {
    if (!this.asleep) return
    this.asleep = false
    if (this.state.kind === 'offline' && this.state.final !== null) return
    this.reconnect()
  }

  close(): void {
    this.closed = true
    clearTimeout(this.retry)
    this.watch.stop()
    globalThis.removeEventListener?.('online', this.hurry)
    globalThis.removeEventListener?.('offline', this.doubt)
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
      const id = this.nextId++
      this.asked.set(id, one)
      one.subscribing()
      const ask: ClientMessage = { op: 'subscribe', id, topics: [...one.topics] }
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
      if (!this.holds(one)) return // she signed out or left the page meanwhile: nobody waits for it
      this.options.onError?.(error)
      const attempt = this.loadAttempts.get(one) ?? 0
      this.loadAttempts.set(one, attempt + 1)
      this.loadLater(one, reason, attempt)
      return
    }
    if (!this.holds(one) || outcome === 'overtaken') return
    this.loadAttempts.delete(one)
    if (outcome === 'behind') {
      this.forsake(one)
      one.dropped()
    }
    this.advance(one)
  }

  private loadLater(one: Subscription, reason: LoadReason, attempt: number): void {
    const waitsFor = one.resets
    setTimeout(() => {
      if (this.holds(one) && one.state !== 'here' && one.resets === waitsFor) void this.load(one, reason)
    }, backoff(attempt, this.random()))
  }

  private restart(one: Subscription, reason: Exclude<LoadReason, 'first'>): void {
    one.reset(reason)
    // One reset is answered at once. Another before a mark has come: hub and state disagree, which takes time to pass.
    if (one.resets === 1) void this.load(one, reason)
    else this.loadLater(one, reason, one.resets - 2)
  }

  private holds(one: Subscription): boolean {
    return !this.closed && this.subscriptions.has(one)
  }

  private unsubscribe(one: Subscription): void {
    if (!this.subscriptions.delete(one)) return
    this.forsake(one)
    const still = new Set([...this.subscriptions].flatMap((other) => other.topics))
    this.present.forget(one.topics.filter((topic) => !still.has(topic)))
    this.settle()
  }

  /** Its id on this connection is done with. */
  private forsake(one: Subscription): void {
    for (const [id, other] of this.asked) {
      if (other !== one) continue
      this.asked.delete(id)
      if (one.link !== 'none') this.send({ op: 'unsubscribe', id, topics: [] })
    }
  }

  // --- the socket ------------------------------------------------------------------------------------------------

  private async open(): Promise<void> {
    clearTimeout(this.retry)
    this.retry = undefined
    this.opening = true
    let ticket: string | undefined
    try {
      ticket = await this.options.ticket?.()
    } catch (error) {
      this.options.onError?.(error)
      this.again(backoff(this.attempt++, this.random()))
      return
    } finally {
      this.opening = false
    }
    if (this.closed || this.asleep) return
    const Opened = this.options.WebSocket ?? (WebSocket as unknown as NonNullable<Options['WebSocket']>)
    const socket = new Opened(address(this.options.url, this.options.log), SUBPROTOCOL)
    this.socket = socket
    this.watch.start()
    socket.onopen = () => {
      if (ticket !== undefined) this.send({ op: 'hello', ticket, client: this.options.client ?? 'web' })
    }
    socket.onmessage = (frame) => {
      if (this.socket !== socket) return
      this.watch.heard()
      const message = typeof frame.data === 'string' ? decode(frame.data) : null
      if (message !== null) this.receive(message)
    }
    socket.onclose = (end) => {
      if (this.socket === socket) this.lost(end.code)
    }
  }

  private receive(message: HubMessage): void {
    switch (message.op) {
      case 'welcome':
        this.welcomed = true
        this.watch.welcomed(message.heartbeat)
        for (const one of this.subscriptions) this.advance(one)
        break
      case 'subscribed': {
        const one = this.asked.get(message.id)
        if (one?.subscribed(message) === true) this.restart(one, 'epoch')
        break
      }
      case 'recovered': {
        const one = this.asked.get(message.id)
        one?.recovered(message.seq)
        this.present.renew(one?.topics ?? [])
        break
      }
      case 'mark':
        this.attempt = 0
        for (const one of this.subscriptions) one.mark(message.seq)
        this.present.renew()
        break
      case 'event': {
        const quiet = [...this.subscriptions].every((one) => one.link !== 'recovering')
        for (const one of [...this.subscriptions]) this.guard(() => one.event(message, quiet))
        break
      }
      case 'reset':
        for (const one of this.about(message.topics)) this.restart(one, message.reason)
        break
      case 'presence':
        this.present.heard(message)
        for (const one of this.about([message.topic])) this.guard(() => one.handlers.presence?.(message))
        break
      case 'error': {
        const { id, topics = [], code, message: text } = message
        const hit = id === undefined || id === null ? this.about(topics) : [this.asked.get(id)]
        for (const one of hit) this.guard(() => one?.refuse(topics, code, text))
        break
      }
      case 'pong':
        break
    }
    this.settle()
  }

  private about(topics: readonly string[]): Subscription[] {
    return [...this.subscriptions].filter((one) => one.topics.some((topic) => topics.includes(topic)))
  }

  private lost(code: number): void {
    this.socket = null
    this.welcomed = false
    this.watch.stop()
    this.asked.clear()
    for (const one of this.subscriptions) one.dropped()
    for (const nobody of this.present.lost()) {
      for (const one of this.about([nobody.topic])) this.guard(() => one.handlers.presence?.(nobody))
    }
    if (this.closed) return
    const { name, reconnect } = closeCode(code)
    const since = this.state.kind === 'offline' ? this.state.since : new Date(this.watch.heardAt)
    this.become({ kind: 'offline', since, final: reconnect === 'never' ? name : null })
    if (reconnect === 'soon') this.again(backoff(this.attempt++, this.random()))
    else if (reconnect === 'later') this.again(rest(this.random()))
  }

  /** A dead network may take minutes to report a close; ours is decided now. */
  private giveUp(): void {
    const socket = this.socket
    if (socket === null) return
    socket.onclose = null
    socket.close(4000)
    this.lost(1006)
  }

  private again(milliseconds: number): void {
    if (!this.closed && !this.asleep) this.retry = setTimeout(() => void this.open(), milliseconds)
  }

  /** The network or the page came back: do not sit out the backoff, nor trust a socket that slept. */
  private readonly hurry = (): void => {
    if (globalThis.document?.visibilityState === 'hidden') return
    this.doubt()
    if (this.retry !== undefined) {
      clearTimeout(this.retry)
      this.again(Math.round(this.random() * RETURN_MS))
    }
  }

  /** Is anybody there? Whoever was silent for too long is given up at once, the others must answer soon. */
  private readonly doubt = (): void => {
    if (this.closed || this.socket === null) return
    if (this.welcomed) this.send({ op: 'ping', id: 0 })
    this.watch.doubt()
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
    const asked = [...this.subscriptions].filter((one) => one.state !== 'refused' && one.handlers.aside !== true)
    this.become({ kind: asked.every((one) => one.live) ? 'live' : 'catching_up' })
  }

  private become(state: LiveState): void {
    if (state.kind === this.state.kind && state.kind !== 'offline') return
    this.state = state
    for (const listener of this.listeners) listener(state)
  }
}

function address(url: string, log: string): string {
  // A mini-program has no `URL`, and only whole addresses.
  const whole = /^(ws|http)s?:/.test(url) ? url : new URL(url, globalThis.location?.href).href
  return `${whole.replace(/^http/, 'ws')}?log=${encodeURIComponent(log)}`
}

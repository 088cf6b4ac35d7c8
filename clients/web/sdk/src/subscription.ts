/**
 * One subscription: which events it hands on, in what order, and where it would resume. No socket, no timer.
 *
 * Two things are known of it, each on its own: whether the state it continues is here (fetched over HTTP), and
 * whether the hub has joined it to its topics. Live means both.
 *
 *   state: missing ─► loading ─► here      (`reset` ─► loading again; events that come meanwhile wait)
 *   link:  none ─► recovering ─► joined    (the connection goes ─► none; the cursor stays, to resume from)
 *
 * Everything up to the cursor has been handed on or is in the state, so an event at or below it is a repeat. The
 * cursor moves with `recovered` and `mark`, and with an event only while nothing on the connection recovers: a
 * recovery may bring a later event of another subscription before an earlier one of this has been written.
 */

import type { Cursor, LiveEvent, Presence, ResetReason } from './protocol'
import { Seen } from './seen'

export type LoadReason = 'first' | ResetReason

export interface Handlers {
  /** Each event once, in order. A state fetched by `load` may already hold a few of them: compare `version`. */
  event(event: LiveEvent): void
  /** Which of the connection's events are this subscription's (frames name no topic). All, when left out. */
  wants?(event: LiveEvent): boolean
  /**
   * Fetch the whole state over HTTP and answer with its `Live-Epoch` and `Live-Seq`. Called before the first
   * subscribe and at every reset; when it throws it is called again, with backoff.
   */
  load?(reason: LoadReason): Promise<Cursor | null>
  /**
   * Each event is the whole state (a board's counts), not a change of it: the hub keeps the last one for whoever
   * joins, and one seq may bring newer content twice, for time alone changes a count too.
   */
  whole?: boolean
  presence?(message: Presence): void
  /** The hub refused some of the topics, or takes them back; when none is left, the subscription rests. */
  refused?(code: string, message: string, topics: readonly string[]): void
}

export class Subscription {
  state: 'missing' | 'loading' | 'here' | 'refused'
  link: 'none' | 'recovering' | 'joined' = 'none'
  cursor: Cursor | null
  readonly topics: readonly string[]
  private readonly seen = new Seen()
  private waiting: LiveEvent[] = []
  private joinedAt: Cursor | null = null
  private loads = 0
  private newest = 0
  private readonly denied = new Set<string>()

  constructor(
    readonly id: number,
    topics: readonly string[],
    readonly handlers: Handlers,
    from: Cursor | null = null,
  ) {
    this.topics = topics
    this.cursor = from
    this.state = handlers.load !== undefined && from === null ? 'missing' : 'here'
  }

  get live(): boolean {
    return this.state === 'here' && this.link === 'joined'
  }

  /**
   * Fetch the state. `overtaken`: a newer load took over · `behind`: the state is older than where the hub joined us,
   * so subscribe again from the cursor · `here`: events continue it.
   */
  async load(reason: LoadReason): Promise<'overtaken' | 'behind' | 'here'> {
    const mine = ++this.loads
    this.state = 'loading'
    const loaded = (await this.handlers.load?.(reason)) ?? null
    if (mine !== this.loads) return 'overtaken'
    this.cursor = loaded ?? this.joinedAt
    this.state = 'here'
    const waited = this.waiting
    this.waiting = []
    for (const event of waited) this.take(event)
    const { cursor, joinedAt } = this
    if (this.link === 'none' || cursor === null || joinedAt === null) return 'here'
    return cursor.epoch !== joinedAt.epoch || cursor.seq < joinedAt.seq ? 'behind' : 'here'
  }

  /** The state is unknown again; numbers seen so far may be another log's. */
  reset(): void {
    this.seen.clear()
    this.newest = 0
    this.waiting = []
    this.cursor = null
    this.state = 'missing'
  }

  subscribing(): void {
    this.link = 'recovering'
    this.joinedAt = null
  }

  subscribed(at: Cursor): void {
    this.joinedAt = { epoch: at.epoch, seq: this.cursor?.seq ?? at.seq }
    this.cursor ??= this.state === 'here' ? { epoch: at.epoch, seq: at.seq } : null
  }

  recovered(seq: number): void {
    if (this.link !== 'recovering') return
    this.link = 'joined'
    if (this.state === 'here') this.moveTo(seq)
    else if (this.joinedAt !== null) this.joinedAt = { epoch: this.joinedAt.epoch, seq }
  }

  mark(seq: number): void {
    if (this.live) this.moveTo(seq)
  }

  event(event: LiveEvent, quiet: boolean): void {
    if (this.state === 'refused' || this.handlers.wants?.(event) === false) return
    if (this.state !== 'here') {
      this.waiting.push(event)
      return
    }
    this.take(event)
    if (quiet && this.live) this.moveTo(event.seq)
  }

  /** Topics that are not (any more) ours; none named: all of them. */
  refuse(topics: readonly string[], code: string, message: string): void {
    const gone = topics.length > 0 ? topics.filter((topic) => this.topics.includes(topic)) : this.topics
    for (const topic of gone) this.denied.add(topic)
    if (this.topics.every((topic) => this.denied.has(topic))) this.state = 'refused'
    this.handlers.refused?.(code, message, gone)
  }

  /** The connection is gone. Rights may be others on the next, so what was refused is asked for again. */
  dropped(): void {
    this.link = 'none'
    this.joinedAt = null
    this.denied.clear()
    if (this.state === 'refused') this.reset()
  }

  /** Where to resume; null: from the hub's head, with the state it keeps. */
  get from(): Cursor | null {
    return this.handlers.whole === true ? null : this.cursor
  }

  private take(event: LiveEvent): void {
    if (this.handlers.whole === true) {
      if (event.seq < this.newest) return
      this.newest = event.seq
      this.handlers.event(event)
      return
    }
    if (this.cursor !== null && event.seq <= this.cursor.seq) return
    if (this.seen.add(event)) this.handlers.event(event)
  }

  private moveTo(seq: number): void {
    if (this.cursor !== null && seq > this.cursor.seq) this.cursor = { epoch: this.cursor.epoch, seq }
  }
}

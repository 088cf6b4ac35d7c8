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
 * recovery may bring a later event of another subscription before an earlier one of this has been written. It goes
 * down only by a `reset`, to where the fetched state was read.
 *
 * `board.*` events are whole states made in the hub, not entries of the log. They neither move the cursor nor are
 * dropped because of it: the newest of a subject is the truth. One number may bring newer content twice, for time
 * alone changes a count too.
 */

import { WHOLE, WHOLE_TOPIC } from './protocol'
import type { Cursor, LiveEvent, Presence, ResetReason } from './protocol'
import { Seen } from './seen'

export type LoadReason = 'first' | ResetReason

export interface Handlers {
  /** Each event once, in order. A state fetched by `load` may already hold a few of them: compare `version`. */
  event(event: LiveEvent): void
  /** Which of the connection's events are this subscription's (frames name no topic). All, when left out. */
  wants?(event: LiveEvent): boolean
  /** Something beside what is shown: while it is not live yet, the connection's state does not say so. */
  aside?: boolean
  /**
   * Fetch the whole state over HTTP and answer with its `Live-Epoch` and `Live-Seq`. Called before the first
   * subscribe and at every reset; when it throws it is called again, with backoff. Without it, a reset means that
   * events are missing and nobody minds.
   */
  load?(reason: LoadReason): Promise<Cursor | null>
  /** Who is there now, on one of the topics; nobody, when the connection is lost. */
  presence?(message: Presence): void
  /** The hub refused some of the topics, or takes them back; when none is left, the subscription rests. */
  refused?(code: string, message: string, topics: readonly string[]): void
}

export class Subscription {
  state: 'missing' | 'loading' | 'here' | 'refused'
  link: 'none' | 'recovering' | 'joined' = 'none'
  cursor: Cursor | null
  readonly topics: readonly string[]
  /** Resets since it was last live and marked: the first is answered at once, others with backoff. */
  resets = 0
  private readonly seen = new Seen()
  private readonly newest = new Map<string, number>()
  private waiting: LiveEvent[] = []
  /** Where the hub stood when it joined us. */
  private hubAt: Cursor | null = null
  /** Everything after this is sent to us on this connection. */
  private sentAfter: Cursor | null = null
  private loads = 0
  private readonly denied = new Set<string>()

  constructor(
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

  /** Where to resume; null: from the hub's head, with the states it keeps. */
  get from(): Cursor | null {
    return this.topics.every((topic) => topic.startsWith(WHOLE_TOPIC)) ? null : this.cursor
  }

  /**
   * Fetch the state. `overtaken`: a newer load took over · `behind`: the state is older than what the hub sends us,
   * so subscribe again from the cursor · `here`: events continue it.
   */
  async load(reason: LoadReason): Promise<'overtaken' | 'behind' | 'here'> {
    const mine = ++this.loads
    this.state = 'loading'
    const loaded = (await this.handlers.load?.(reason)) ?? null
    if (mine !== this.loads || this.state !== 'loading') return 'overtaken'
    this.cursor = loaded ?? this.sentAfter
    this.state = 'here'
    const waited = this.waiting
    this.waiting = []
    for (const event of waited) this.take(event)
    const { cursor, sentAfter } = this
    if (this.link === 'none' || cursor === null || sentAfter === null || this.from === null) return 'here'
    return cursor.epoch !== sentAfter.epoch || cursor.seq < sentAfter.seq ? 'behind' : 'here'
  }

  /** The state is unknown again. After another log, or one that ends before our cursor, the numbers are not ours. */
  reset(reason: ResetReason): void {
    const { cursor, hubAt } = this
    const reached = reason !== 'epoch' && cursor !== null && hubAt !== null && cursor.epoch === hubAt.epoch
    this.sentAfter = hubAt === null ? null : { epoch: hubAt.epoch, seq: Math.max(hubAt.seq, reached ? cursor.seq : 0) }
    this.resets++
    this.forget()
  }

  subscribing(): void {
    this.link = 'recovering'
    this.hubAt = this.sentAfter = null
  }

  /** True: the log is another than the one we came from, and as we named none the hub does not say so. */
  subscribed(at: Cursor): boolean {
    // It may come again on a line that stays, with a `reset` behind it: the log was replaced.
    this.link = 'recovering'
    this.hubAt = { epoch: at.epoch, seq: at.seq }
    const replaced = this.cursor !== null && this.cursor.epoch !== at.epoch
    this.sentAfter = replaced || this.cursor === null ? this.hubAt : this.cursor
    if (this.state === 'here') this.cursor ??= this.hubAt
    return replaced && this.from === null
  }

  recovered(seq: number): void {
    if (this.link !== 'recovering') return
    this.link = 'joined'
    if (this.state === 'here') this.moveTo(seq)
    else if (this.hubAt !== null) this.sentAfter = { epoch: this.hubAt.epoch, seq }
  }

  mark(seq: number): void {
    if (!this.live) return
    this.resets = 0
    this.moveTo(seq)
  }

  event(event: LiveEvent, quiet: boolean): void {
    if (this.state === 'refused' || this.handlers.wants?.(event) === false) return
    if (this.state !== 'here') {
      this.waiting.push(event)
      return
    }
    this.take(event)
    if (quiet && this.live && !event.type.startsWith(WHOLE)) this.moveTo(event.seq)
  }

  /** Topics that are not (any more) ours; none named: all of them. */
  refuse(topics: readonly string[], code: string, message: string): void {
    const gone = topics.length > 0 ? topics.filter((topic) => this.topics.includes(topic)) : this.topics
    for (const topic of gone) this.denied.add(topic)
    if (this.topics.every((topic) => this.denied.has(topic))) {
      this.state = 'refused'
      this.link = 'none' // nothing recovers that others would have to wait for
    }
    this.handlers.refused?.(code, message, gone)
  }

  /** The connection is gone. Rights may be others on the next, so what was refused is asked for again. */
  dropped(): void {
    this.link = 'none'
    this.hubAt = this.sentAfter = null
    this.denied.clear()
    if (this.state === 'refused') this.forget()
  }

  private forget(): void {
    this.seen.clear()
    this.newest.clear()
    this.waiting = []
    this.cursor = null
    this.state = 'missing'
  }

  private take(event: LiveEvent): void {
    if (event.type.startsWith(WHOLE)) {
      const key = `${event.type} ${event.subject}`
      if (event.seq < (this.newest.get(key) ?? 0)) return
      this.newest.set(key, event.seq)
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

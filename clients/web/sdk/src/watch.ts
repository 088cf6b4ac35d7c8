/**
 * Whether anybody is still there: a line on which nothing came for too long is given up.
 *
 * Time is the clock's, not the timers': a page in the background has slow timers, a phone that slept has none, and
 * the first look after it must see how long the silence was.
 */

/** Heartbeats missed before the line is given up: one may be late, two are not. */
const PATIENCE = 2.5
/** Until `welcome` nothing says how long to wait: the hub closes an unknown client after 5 s. Milliseconds. */
const WELCOME_MS = 10_000
/** For the answer to a `ping` of somebody who doubts the line. Milliseconds. */
const ANSWER_MS = 4_000

export class Watch {
  heardAt = Date.now()
  private patience = WELCOME_MS
  private answerBy = Infinity
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly silent: () => void) {}

  /** A new connection is being opened. */
  start(): void {
    this.stop()
    this.patience = WELCOME_MS
    this.heard()
  }

  welcomed(heartbeatSeconds: number): void {
    this.patience = heartbeatSeconds * 1000 * PATIENCE
    this.look()
  }

  heard(): void {
    this.heardAt = Date.now()
    this.answerBy = Infinity
    this.timer ??= setTimeout(this.look, this.left)
  }

  /** Somebody has been asked and must answer soon. */
  doubt(): void {
    this.answerBy = Math.min(this.answerBy, Date.now() + ANSWER_MS)
    this.look()
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.answerBy = Infinity
  }

  readonly look = (): void => {
    clearTimeout(this.timer)
    this.timer = undefined
    const left = this.left
    if (left > 0) this.timer = setTimeout(this.look, left)
    else this.silent()
  }

  private get left(): number {
    return Math.min(this.heardAt + this.patience, this.answerBy) - Date.now()
  }
}

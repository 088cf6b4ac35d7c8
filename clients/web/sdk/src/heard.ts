/** What is fetched and has topics of its own: fetched anew when one of their events is heard, or the line was away; the
 * newest answer wins. */

import type { Fetched } from './http'
import type { Live } from './live'
import type { Cursor, LiveEvent } from './protocol'

/** Many events at once cost one fetch. Milliseconds. */
const GATHER_MS = 300

export interface Told<T> {
  data(found: T): void
  /** Why it is not had; null: it is. */
  failure(cause: unknown): void
}

export class Heard<T> {
  private asked = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private subscription: { close(): void } | null = null

  constructor(
    private readonly load: () => Promise<Fetched<T>>,
    private readonly told: Told<T>,
  ) {}

  get listening(): boolean {
    return this.subscription !== null
  }

  refresh = (): Promise<void> => this.fetched().then(() => undefined, () => undefined)

  /** Fetches, and follows these topics in the place of earlier ones. */
  listen(live: Live, topics: readonly string[], wants: (event: LiveEvent) => boolean): void {
    this.quiet()
    this.subscription = live.subscribe([...topics], {
      wants,
      event: () => {
        // Counted from the first: events that never pause must not put it off for ever.
        this.timer ??= setTimeout(() => {
          this.timer = undefined
          void this.refresh()
        }, GATHER_MS)
      },
      aside: true,
      load: () => this.fetched(),
    })
  }

  /** Follows nothing; an answer on its way is still shown. */
  quiet(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.subscription?.close()
    this.subscription = null
  }

  /** Nobody looks any more. */
  stop(): void {
    this.quiet()
    this.asked++
  }

  private async fetched(): Promise<Cursor | null> {
    const mine = ++this.asked
    try {
      const found = await this.load()
      if (mine === this.asked) {
        this.told.data(found.data)
        this.told.failure(null)
      }
      return found.cursor
    } catch (cause) {
      if (mine === this.asked) this.told.failure(cause)
      throw cause
    }
  }
}

/** Remembers the last events applied, so that subscriptions that overlap apply each once. */

import type { LiveEvent } from './protocol'

/** Above the 1,000 events the hub sends in one recovery at most, with room for live ones between. */
const CAPACITY = 4096

export class Seen {
  private readonly keys = new Set<string>()

  constructor(private readonly capacity = CAPACITY) {}

  /** True the first time this event comes, false when it is a repeat. */
  add(event: LiveEvent): boolean {
    const key = `${event.seq} ${event.type} ${event.subject}`
    if (this.keys.has(key)) return false
    this.keys.add(key)
    if (this.keys.size > this.capacity) this.keys.delete(this.keys.values().next().value as string)
    return true
  }

  clear(): void {
    this.keys.clear()
  }
}

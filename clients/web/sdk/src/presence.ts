/** What this page says of its user on tickets, said again at every mark; and whom it was told of. */

import type { Presence as Message, PresenceState } from './protocol'

export class Presence {
  private readonly mine = new Map<string, PresenceState>()
  private readonly others = new Set<string>()

  /** `joined`: whether the hub reads a topic to us now; who is not there is not said to be. */
  constructor(
    private readonly joined: (topic: string) => boolean,
    private readonly say: (topic: string, state: PresenceState) => void,
  ) {}

  announce(topic: string, state: PresenceState): void {
    this.mine.set(topic, state)
    if (this.joined(topic)) this.say(topic, state)
  }

  /** The topics are no longer followed, and with that nobody is there for us. */
  forget(topics: readonly string[]): void {
    for (const topic of topics) this.mine.delete(topic)
  }

  /** A mark has come, or these topics have just become live. */
  renew(topics?: readonly string[]): void {
    for (const [topic, state] of this.mine) {
      if ((topics === undefined || topics.includes(topic)) && this.joined(topic)) this.say(topic, state)
    }
  }

  heard(message: Message): void {
    if (message.who.length > 0) this.others.add(message.topic)
    else this.others.delete(message.topic)
  }

  /** The connection is gone: nobody is known to be there. One message a topic for those who show it. */
  lost(): Message[] {
    const gone = [...this.others].map((topic): Message => ({ op: 'presence', topic, who: [] }))
    this.others.clear()
    return gone
  }
}

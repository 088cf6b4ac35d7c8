/** A socket the test plays the hub on. */

import type { HubMessage, LiveEvent } from '../src/protocol'

export class FakeSocket {
  static all: FakeSocket[] = []
  static get last(): FakeSocket {
    return FakeSocket.all[FakeSocket.all.length - 1]!
  }

  readyState = 0
  sent: Record<string, unknown>[] = []
  onopen: (() => void) | null = null
  onmessage: ((frame: { data: unknown }) => void) | null = null
  onclose: ((end: { code: number }) => void) | null = null

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    FakeSocket.all.push(this)
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }

  close(code = 1005): void {
    this.readyState = 3
    this.onclose?.({ code })
  }

  opens(): void {
    this.readyState = 1
    this.onopen?.()
  }

  says(...messages: HubMessage[]): void {
    for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) })
  }

  welcomes(epoch = 'e1', seq = 0): void {
    this.opens()
    this.says({ op: 'welcome', session: 'x', epoch, seq, heartbeat: 10, limits: { message: 65536, topics: 128 } })
  }

  closes(code: number): void {
    this.readyState = 3
    this.onclose?.({ code })
  }
}

export function event(seq: number, subject = 't1', data: object = {}): LiveEvent {
  return { op: 'event', seq, type: 'ticket.changed', subject, area: null, at: '2025-01-01T00:00:00Z', data }
}

export function board(seq: number, data: object = {}): LiveEvent {
  return { ...event(seq, 'a1', data), type: 'board.counts' }
}

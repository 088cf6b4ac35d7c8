import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect } from '../src/connection'
import type { Live, Options } from '../src/live'
import type { LiveEvent } from '../src/protocol'
import { event, FakeSocket } from './support'

let live: Live

async function begin(more: Partial<Options> = {}): Promise<void> {
  live = connect({ url: 'https://hub.test/live', log: 'd1', WebSocket: FakeSocket, random: () => 0, ...more })
  await vi.advanceTimersByTimeAsync(0)
}

function joins(socket: FakeSocket, seq: number, ...between: LiveEvent[]): void {
  const id = Number(socket.sent[socket.sent.length - 1]!.id)
  socket.says({ op: 'subscribed', id, topics: ['staff/a/tickets'], epoch: 'e1', seq }, ...between)
  socket.says({ op: 'recovered', id, seq })
}

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.all = []
})

afterEach(() => {
  live.close()
  vi.useRealTimers()
})

describe('an app in the background', () => {
  it('closes its socket, opens none meanwhile, and goes on from its cursor when it is shown again', async () => {
    await begin()
    const got: number[] = []
    live.subscribe(['staff/a/tickets'], { event: (one) => void got.push(one.seq) })
    const first = FakeSocket.last
    first.welcomes()
    joins(first, 4)
    live.sleep()
    expect(first.readyState).toBe(3)
    expect(live.state).toMatchObject({ kind: 'offline', final: null })
    live.reconnect()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(FakeSocket.all).toHaveLength(1)

    live.wake()
    await vi.advanceTimersByTimeAsync(0)
    const second = FakeSocket.last
    expect(second).not.toBe(first)
    second.welcomes('e1', 5)
    expect(second.sent[second.sent.length - 1]).toMatchObject({ op: 'subscribe', from: { epoch: 'e1', seq: 4 } })
    joins(second, 5, event(5))
    expect(got).toEqual([5])
    expect(live.state.kind).toBe('live')
  })

  it('asks for a ticket anew when it slept while one was on the way', async () => {
    const given: ((ticket: string) => void)[] = []
    await begin({ ticket: () => new Promise((done) => given.push(done)) })
    live.sleep()
    given[0]!('late')
    await vi.advanceTimersByTimeAsync(0)
    expect(FakeSocket.all).toHaveLength(0)
    live.wake()
    given[1]!('new')
    await vi.advanceTimersByTimeAsync(0)
    FakeSocket.last.opens()
    expect(FakeSocket.last.sent[0]).toMatchObject({ op: 'hello', ticket: 'new' })
  })

  it('is not woken after an end that somebody must act on', async () => {
    await begin()
    FakeSocket.last.closes(4401)
    live.sleep()
    live.wake()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(FakeSocket.all).toHaveLength(1)
  })
})

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect } from '../src/connection'
import type { Live, LiveState, Options } from '../src/live'
import type { Cursor, HubMessage, LiveEvent, Presence } from '../src/protocol'
import type { LoadReason } from '../src/subscription'
import { event, FakeSocket } from './support'

let live: Live
let states: LiveState[]

async function begin(more: Partial<Options> = {}): Promise<void> {
  live = connect({ url: 'https://hub.test/live', log: 'd1', WebSocket: FakeSocket as never, random: () => 0, ...more })
  live.onState((state) => states.push(state))
  await vi.advanceTimersByTimeAsync(0)
}

function follow(loads: Cursor[] = []) {
  const got: number[] = []
  const reasons: LoadReason[] = []
  const handlers = {
    event: (one: LiveEvent) => void got.push(one.seq),
    ...(loads.length > 0 && {
      load: async (reason: LoadReason) => {
        reasons.push(reason)
        const next = loads.shift()
        if (next === undefined) throw new Error('no state')
        return next
      },
    }),
  }
  return { got, reasons, subscription: live.subscribe(['staff/a/tickets'], handlers) }
}

/** The hub answers the subscribe that was just sent. */
function joins(socket: FakeSocket, seq: number, ...between: LiveEvent[]): void {
  const id = Number(socket.sent[socket.sent.length - 1]!.id)
  socket.says({ op: 'subscribed', id, topics: ['staff/a/tickets'], epoch: 'e1', seq }, ...between)
  socket.says({ op: 'recovered', id, seq })
}

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.all = []
  states = []
})

afterEach(() => {
  live.close()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('connect', () => {
  it('names the log in the address and the protocol, and nothing secret', async () => {
    await begin({ ticket: async () => 'secret' })
    expect(FakeSocket.last.url).toBe('wss://hub.test/live?log=d1')
    expect(FakeSocket.last.protocol).toBe('shequtong.live.v1')
    FakeSocket.last.opens()
    expect(FakeSocket.last.sent[0]).toMatchObject({ op: 'hello', ticket: 'secret' })
  })

  it('loads the state, then subscribes from where it was read', async () => {
    await begin()
    FakeSocket.last.welcomes()
    const { got } = follow([{ epoch: 'e1', seq: 40 }])
    await vi.advanceTimersByTimeAsync(0)
    expect(FakeSocket.last.sent).toEqual([
      { op: 'subscribe', id: 1, topics: ['staff/a/tickets'], from: { epoch: 'e1', seq: 40 } },
    ])
    expect(live.state.kind).toBe('catching_up')
    joins(FakeSocket.last, 41, event(41))
    expect(live.state.kind).toBe('live')
    expect(got).toEqual([41])
  })

  it('is live whatever is only asked for beside', async () => {
    await begin()
    FakeSocket.last.welcomes()
    follow()
    joins(FakeSocket.last, 41)
    live.subscribe(['staff/ticket/t1'], { aside: true, event: () => undefined })
    expect(live.state.kind).toBe('live')
  })

  it('resumes by itself from its cursor, with nothing applied twice', async () => {
    await begin()
    FakeSocket.last.welcomes()
    const { got, reasons } = follow([{ epoch: 'e1', seq: 1 }])
    await vi.advanceTimersByTimeAsync(0)
    joins(FakeSocket.last, 1)
    FakeSocket.last.says(event(2), { op: 'mark', seq: 5 })
    FakeSocket.last.closes(1006)
    expect(live.state).toMatchObject({ kind: 'offline', final: null })
    await vi.advanceTimersByTimeAsync(100)
    FakeSocket.last.welcomes()
    expect(FakeSocket.all).toHaveLength(2)
    expect(FakeSocket.last.sent[0]).toMatchObject({ op: 'subscribe', from: { epoch: 'e1', seq: 5 } })
    joins(FakeSocket.last, 7, event(6), event(7))
    expect(got).toEqual([2, 6, 7])
    expect(reasons).toEqual(['first'])
    expect(live.state.kind).toBe('live')
  })

  it('fetches again at a reset and goes on from there', async () => {
    await begin()
    FakeSocket.last.welcomes()
    const { got, reasons, subscription } = follow([{ epoch: 'e1', seq: 1 }, { epoch: 'e1', seq: 90 }])
    await vi.advanceTimersByTimeAsync(0)
    const socket = FakeSocket.last
    socket.says({ op: 'subscribed', id: 1, topics: ['staff/a/tickets'], epoch: 'e1', seq: 88 })
    socket.says({ op: 'reset', topics: ['staff/a/tickets'], reason: 'lagged' }, { op: 'recovered', id: 1, seq: 88 })
    socket.says(event(89), event(91))
    expect(live.state.kind).toBe('catching_up')
    await vi.advanceTimersByTimeAsync(0)
    expect(reasons).toEqual(['first', 'lagged'])
    expect(got).toEqual([91])
    expect(live.state.kind).toBe('live')
    expect(subscription.cursor).toEqual({ epoch: 'e1', seq: 90 })
  })

  it('asks again when the reloaded state is older than where it was joined', async () => {
    await begin()
    FakeSocket.last.welcomes()
    follow([{ epoch: 'e1', seq: 1 }, { epoch: 'e1', seq: 80 }])
    await vi.advanceTimersByTimeAsync(0)
    FakeSocket.last.says({ op: 'subscribed', id: 1, topics: [], epoch: 'e1', seq: 88 })
    FakeSocket.last.says({ op: 'reset', topics: ['staff/a/tickets'], reason: 'expired' }, { op: 'recovered', id: 1, seq: 88 })
    await vi.advanceTimersByTimeAsync(0)
    expect(FakeSocket.last.sent.slice(1)).toEqual([
      { op: 'unsubscribe', id: 1, topics: [] },
      { op: 'subscribe', id: 2, topics: ['staff/a/tickets'], from: { epoch: 'e1', seq: 80 } },
    ])
  })

  it.each([4400, 4401, 4403, 4413])('stays away after %i', async (code) => {
    await begin()
    FakeSocket.last.welcomes()
    FakeSocket.last.closes(code)
    expect(live.state).toMatchObject({ kind: 'offline', final: expect.any(String) })
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(FakeSocket.all).toHaveLength(1)
  })

  it('waits longer after each failure in a row', async () => {
    await begin({ random: () => 1 })
    for (const wait of [500, 1000, 2000, 4000]) {
      const tries = FakeSocket.all.length
      FakeSocket.last.closes(1006)
      await vi.advanceTimersByTimeAsync(wait - 1)
      expect(FakeSocket.all).toHaveLength(tries)
      await vi.advanceTimersByTimeAsync(1)
      expect(FakeSocket.all).toHaveLength(tries + 1)
    }
  })

  it('gives a silent socket up after missed heartbeats', async () => {
    await begin()
    FakeSocket.last.welcomes()
    await vi.advanceTimersByTimeAsync(20_000)
    FakeSocket.last.says({ op: 'mark', seq: 1 })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(FakeSocket.all).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('does not sit out the backoff when the network comes back', async () => {
    await begin({ random: () => 0.9 })
    for (let failures = 0; failures < 5; failures++) {
      FakeSocket.last.closes(1006)
      if (failures < 4) await vi.advanceTimersByTimeAsync(30_000)
    }
    const tries = FakeSocket.all.length
    window.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(500)
    expect(FakeSocket.all).toHaveLength(tries + 1)
  })

  it('tells a refused subscription and keeps the others', async () => {
    await begin()
    FakeSocket.last.welcomes()
    const refused = vi.fn()
    live.subscribe(['staff/b/tickets'], { event: () => undefined, refused })
    const { got } = follow()
    FakeSocket.last.says({ op: 'error', id: 1, code: 'topic.forbidden', message: '不能订阅' })
    joins(FakeSocket.last, 3)
    FakeSocket.last.says(event(4))
    expect(refused).toHaveBeenCalledWith('topic.forbidden', '不能订阅', ['staff/b/tickets'])
    expect(got).toEqual([4])
    expect(live.state.kind).toBe('live')
  })

  it('goes on with the topics that are left, and rests when none is', async () => {
    await begin()
    FakeSocket.last.welcomes()
    const got: number[] = []
    live.subscribe(['a', 'b'], { event: (one) => void got.push(one.seq) })
    FakeSocket.last.says({ op: 'error', id: 1, code: 'topic.forbidden', message: '', topics: ['a'] })
    joins(FakeSocket.last, 1, event(2))
    expect(live.state.kind).toBe('live')
    FakeSocket.last.says({ op: 'error', code: 'topic.revoked', message: '', topics: ['b'] }, event(4))
    expect(got).toEqual([2])
    FakeSocket.last.closes(1006)
    await vi.advanceTimersByTimeAsync(100)
    FakeSocket.last.welcomes()
    await vi.advanceTimersByTimeAsync(0)
    expect(FakeSocket.last.sent[0]).toMatchObject({ op: 'subscribe', topics: ['a', 'b'] })
  })

  it('takes a closed subscription off the connection', async () => {
    await begin()
    FakeSocket.last.welcomes()
    live.subscribe(['a'], { event: () => undefined }).close()
    expect(FakeSocket.last.sent[1]).toEqual({ op: 'unsubscribe', id: 1, topics: [] })
  })

  it('survives a handler that throws', async () => {
    const failures: unknown[] = []
    await begin({ onError: (error) => void failures.push(error) })
    FakeSocket.last.welcomes()
    live.subscribe(['a'], {
      event: () => {
        throw new Error('a defect of the page')
      },
    })
    const { got } = follow()
    FakeSocket.last.says(event(1))
    expect(got).toEqual([1])
    expect(failures).toHaveLength(1)
  })

  it('goes down with its cursor when the log ends before it', async () => {
    await begin()
    FakeSocket.last.welcomes()
    const { got, subscription } = follow([{ epoch: 'e1', seq: 500 }, { epoch: 'e1', seq: 88 }])
    await vi.advanceTimersByTimeAsync(0)
    FakeSocket.last.says({ op: 'subscribed', id: 1, topics: ['staff/a/tickets'], epoch: 'e1', seq: 88 })
    FakeSocket.last.says({ op: 'reset', topics: ['staff/a/tickets'], reason: 'epoch' }, { op: 'recovered', id: 1, seq: 88 })
    await vi.advanceTimersByTimeAsync(0)
    FakeSocket.last.says(event(89), { op: 'mark', seq: 90 })
    expect(got).toEqual([89])
    expect(subscription.cursor).toEqual({ epoch: 'e1', seq: 90 })
    expect(FakeSocket.last.sent).toHaveLength(1)
  })

  it('begins anew when the log is replaced while it listens', async () => {
    await begin()
    FakeSocket.last.welcomes()
    const { got, reasons, subscription } = follow([{ epoch: 'e1', seq: 500 }, { epoch: 'e2', seq: 3 }])
    await vi.advanceTimersByTimeAsync(0)
    joins(FakeSocket.last, 500)
    FakeSocket.last.says({ op: 'subscribed', id: 1, topics: ['staff/a/tickets'], epoch: 'e2', seq: 3 })
    FakeSocket.last.says({ op: 'reset', topics: ['staff/a/tickets'], reason: 'epoch' }, { op: 'recovered', id: 1, seq: 3 })
    await vi.advanceTimersByTimeAsync(0)
    FakeSocket.last.says(event(4))
    expect(reasons).toEqual(['first', 'epoch'])
    expect(got).toEqual([4])
    expect(subscription.cursor).toEqual({ epoch: 'e2', seq: 4 })
    expect(live.state.kind).toBe('live')
  })

  it('answers a reset at once, and one more before a mark later each time', async () => {
    await begin({ random: () => 1 })
    FakeSocket.last.welcomes()
    const loads = Array.from({ length: 9 }, (_, seq) => ({ epoch: 'e1', seq: 100 + seq }))
    const { reasons } = follow(loads)
    await vi.advanceTimersByTimeAsync(0)
    joins(FakeSocket.last, 100)
    const reset: HubMessage = { op: 'reset', topics: ['staff/a/tickets'], reason: 'lagged' }
    for (const wait of [0, 500, 1000]) {
      const before = reasons.length
      FakeSocket.last.says(reset)
      await vi.advanceTimersByTimeAsync(Math.max(0, wait - 1))
      expect(reasons).toHaveLength(before + (wait === 0 ? 1 : 0))
      await vi.advanceTimersByTimeAsync(1)
      expect(reasons).toHaveLength(before + 1)
    }
    FakeSocket.last.says({ op: 'mark', seq: 200 }, reset)
    await vi.advanceTimersByTimeAsync(0)
    expect(reasons).toHaveLength(5)
  })

  it('does not let a refused subscription hold the cursors of the others', async () => {
    await begin()
    FakeSocket.last.welcomes()
    live.subscribe(['staff/b/tickets'], { event: () => undefined })
    const { subscription } = follow()
    FakeSocket.last.says({ op: 'error', id: 1, code: 'topic.refused', message: '', topics: ['staff/b/tickets'] })
    joins(FakeSocket.last, 3)
    FakeSocket.last.says(event(4))
    expect(subscription.cursor?.seq).toBe(4)
  })

  it('goes on from its cursor when somebody has signed in again', async () => {
    await begin()
    FakeSocket.last.welcomes()
    const { got, reasons } = follow([{ epoch: 'e1', seq: 1 }])
    await vi.advanceTimersByTimeAsync(0)
    joins(FakeSocket.last, 2)
    FakeSocket.last.closes(4401)
    expect(live.state).toMatchObject({ kind: 'offline', final: 'not_authenticated' })
    live.reconnect()
    live.reconnect()
    await vi.advanceTimersByTimeAsync(0)
    expect(FakeSocket.all).toHaveLength(2)
    FakeSocket.last.welcomes()
    expect(FakeSocket.last.sent[0]).toMatchObject({ op: 'subscribe', from: { epoch: 'e1', seq: 2 } })
    joins(FakeSocket.last, 3, event(3))
    expect([got, reasons]).toEqual([[3], ['first']])
  })
})

describe('a page that comes back', () => {
  const show = (state: DocumentVisibilityState) => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
    document.dispatchEvent(new Event('visibilitychange'))
  }

  it('gives up at once a socket that was silent too long, and is back within half a second', async () => {
    await begin({ random: () => 0.9 })
    FakeSocket.last.welcomes()
    show('hidden')
    vi.setSystemTime(Date.now() + 3_600_000) // timers did not run: the phone slept
    expect(FakeSocket.all).toHaveLength(1)
    show('visible')
    expect(live.state.kind).toBe('offline')
    await vi.advanceTimersByTimeAsync(500)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('asks a socket it doubts, and keeps it when it answers', async () => {
    await begin()
    FakeSocket.last.welcomes()
    show('hidden')
    show('visible')
    expect(FakeSocket.last.sent).toEqual([{ op: 'ping', id: 0 }])
    FakeSocket.last.says({ op: 'pong', id: 0 })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(FakeSocket.all).toHaveLength(1)
    window.dispatchEvent(new Event('offline'))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(FakeSocket.all).toHaveLength(2)
  })

  it('does nothing while it is hidden', async () => {
    await begin()
    FakeSocket.last.welcomes()
    show('hidden')
    window.dispatchEvent(new Event('online'))
    expect(FakeSocket.last.sent).toEqual([])
  })
})

describe('presence', () => {
  it('is said when the topic is live, at every mark, and again after a cut', async () => {
    await begin()
    FakeSocket.last.welcomes()
    const seen: Presence[] = []
    const topic = 'staff/ticket/t1'
    const subscription = live.subscribe([topic], { event: () => undefined, presence: (one) => void seen.push(one) })
    const said = () => FakeSocket.last.sent.filter((one) => one.op === 'presence').map((one) => one.state)
    live.presence(topic, 'viewing')
    expect(said()).toEqual([])
    joins(FakeSocket.last, 1)
    live.presence(topic, 'editing')
    FakeSocket.last.says({ op: 'mark', seq: 1 })
    expect(said()).toEqual(['viewing', 'editing', 'editing'])
    const who = [{ account: 'a', name: '示例人员', state: 'editing' as const }]
    FakeSocket.last.says({ op: 'presence', topic, who })
    FakeSocket.last.closes(1006)
    expect(seen.map((one) => one.who)).toEqual([who, []])
    await vi.advanceTimersByTimeAsync(100)
    FakeSocket.last.welcomes()
    joins(FakeSocket.last, 1)
    expect(said()).toEqual(['editing'])
    subscription.close()
    FakeSocket.last.says({ op: 'mark', seq: 2 })
    expect(said()).toEqual(['editing'])
  })
})

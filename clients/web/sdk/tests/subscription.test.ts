import { describe, expect, it } from 'vitest'
import type { Cursor, LiveEvent } from '../src/protocol'
import { Subscription } from '../src/subscription'
import { board, event } from './support'

function recorder(load?: () => Promise<Cursor | null>, from: Cursor | null = null) {
  const got: number[] = []
  const handlers = { event: (one: LiveEvent) => void got.push(one.seq), ...(load ? { load } : {}) }
  return { got, one: new Subscription(['a'], handlers, from) }
}

function joined(from: Cursor) {
  const { got, one } = recorder(undefined, from)
  one.subscribing()
  one.subscribed({ epoch: 'e1', seq: from.seq })
  one.recovered(from.seq)
  return { got, one }
}

describe('a subscription', () => {
  it('lets events wait for the state, and drops those the state already holds', async () => {
    let arrive: (cursor: Cursor) => void = () => undefined
    const { got, one } = recorder(() => new Promise((done) => (arrive = done)))
    const loading = one.load('first')
    one.event(event(4), true)
    one.event(event(6), true)
    expect(got).toEqual([])
    arrive({ epoch: 'e1', seq: 5 })
    expect(await loading).toBe('here')
    expect(got).toEqual([6])
  })

  it('hands on an event once although two recoveries bring it', () => {
    const { got, one } = joined({ epoch: 'e1', seq: 0 })
    one.event(event(7), false)
    one.event(event(5), false)
    one.event(event(7), false)
    expect(got).toEqual([7, 5])
  })

  it('moves its cursor with an event only when nothing recovers', () => {
    const { one } = joined({ epoch: 'e1', seq: 3 })
    one.event(event(9), false)
    expect(one.cursor).toEqual({ epoch: 'e1', seq: 3 })
    one.event(event(10), true)
    expect(one.cursor).toEqual({ epoch: 'e1', seq: 10 })
    one.mark(12)
    one.mark(11)
    expect(one.cursor).toEqual({ epoch: 'e1', seq: 12 })
  })

  it('does not take a mark for its own while it recovers', () => {
    const { one } = recorder(undefined, { epoch: 'e1', seq: 3 })
    one.subscribing()
    one.mark(50)
    expect(one.cursor?.seq).toBe(3)
    one.recovered(40)
    expect(one.cursor?.seq).toBe(40)
  })

  it('joins where the hub stands when it has no cursor', () => {
    const { one } = recorder()
    one.subscribing()
    one.subscribed({ epoch: 'e2', seq: 70 })
    expect(one.cursor).toEqual({ epoch: 'e2', seq: 70 })
  })

  it('asks again when the fetched state is older than where the hub joined it', async () => {
    const { one } = recorder(async () => ({ epoch: 'e1', seq: 8 }))
    one.subscribing()
    one.subscribed({ epoch: 'e1', seq: 10 })
    one.reset('lagged')
    const loading = one.load('lagged')
    one.recovered(10)
    expect(await loading).toBe('behind')
    expect(one.cursor).toEqual({ epoch: 'e1', seq: 8 })
  })

  it('forgets the numbers of the old log at a reset', async () => {
    const { got, one } = joined({ epoch: 'e1', seq: 0 })
    one.event(event(7), true)
    one.reset('epoch')
    await one.load('epoch')
    one.event(event(7), true)
    expect(got).toEqual([7, 7])
  })

  it('takes a board again at the same seq, never an older one, and resumes without a cursor', () => {
    const got: unknown[] = []
    const one = new Subscription(['board/a'], { event: ({ seq, data }) => void got.push([seq, data]) })
    one.subscribing()
    one.subscribed({ epoch: 'e1', seq: 5 })
    one.recovered(5)
    one.event(board(5, { overdue: 0 }), true)
    one.event(board(5, { overdue: 1 }), true)
    one.event(board(4, { overdue: 9 }), true)
    expect(got).toEqual([[5, { overdue: 0 }], [5, { overdue: 1 }]])
    expect(one.cursor).toEqual({ epoch: 'e1', seq: 5 })
    expect(one.from).toBeNull()
  })

  it('neither drops a board because of its cursor nor moves it by one', () => {
    const { got, one } = joined({ epoch: 'e1', seq: 10 })
    one.event(board(7), true)
    one.event(board(12), true)
    expect(one.cursor?.seq).toBe(10)
    one.event(event(11), true)
    expect(got).toEqual([7, 12, 11])
  })

  it('takes boards with lower numbers of a log that was replaced, and says that it was', () => {
    const got: number[] = []
    const one = new Subscription(['board/a'], { event: ({ seq }) => void got.push(seq) })
    one.subscribing()
    expect(one.subscribed({ epoch: 'e1', seq: 900 })).toBe(false)
    one.event(board(900), true)
    one.dropped()
    one.subscribing()
    expect(one.subscribed({ epoch: 'e2', seq: 3 })).toBe(true)
    one.reset('epoch')
    one.state = 'here'
    one.event(board(3), true)
    expect(got).toEqual([900, 3])
  })

  it('without a state to fetch goes on from where the hub stands after a reset', async () => {
    const { got, one } = recorder(undefined, { epoch: 'e1', seq: 500 })
    one.subscribing()
    one.subscribed({ epoch: 'e1', seq: 88 })
    one.reset('epoch')
    const loading = one.load('epoch')
    one.recovered(89)
    expect(await loading).toBe('here')
    one.event(event(89), true)
    one.event(event(90), true)
    expect(got).toEqual([90])
    expect(one.cursor).toEqual({ epoch: 'e1', seq: 90 })
  })

  it('lets the newer of two loads win', async () => {
    const answers: ((cursor: Cursor) => void)[] = []
    const { one } = recorder(() => new Promise((done) => answers.push(done)))
    const first = one.load('first')
    const second = one.load('lagged')
    answers[1]!({ epoch: 'e1', seq: 20 })
    answers[0]!({ epoch: 'e1', seq: 10 })
    expect(await second).toBe('here')
    expect(await first).toBe('overtaken')
    expect(one.cursor?.seq).toBe(20)
  })
})

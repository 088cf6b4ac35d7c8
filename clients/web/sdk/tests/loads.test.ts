import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect } from '../src/connection'
import type { Live } from '../src/live'
import { FakeSocket } from './support'

let live: Live

async function begin(onError: (error: unknown) => void): Promise<void> {
  live = connect({ url: 'https://hub.test/live', log: 'd1', WebSocket: FakeSocket as never, random: () => 0, onError })
  await vi.advanceTimersByTimeAsync(0)
}

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.all = []
})

afterEach(() => {
  live.close()
  vi.useRealTimers()
})

describe('a load that fails', () => {
  it('is tried again', async () => {
    const failures: unknown[] = []
    await begin((error) => void failures.push(error))
    FakeSocket.last.welcomes()
    let calls = 0
    live.subscribe(['t'], {
      event: () => undefined,
      load: async () => {
        if (++calls === 1) throw new Error('503')
        return { epoch: 'e1', seq: 2 }
      },
    })
    await vi.advanceTimersByTimeAsync(0)
    expect(FakeSocket.last.sent).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    expect(FakeSocket.last.sent[0]).toMatchObject({ op: 'subscribe', from: { seq: 2 } })
    expect(failures).toHaveLength(1)
  })

  it.each([
    ['the subscription', (one: { close(): void }) => one.close()],
    ['the connection', () => live.close()],
  ])('is nobody’s concern after %s was closed', async (_, close) => {
    const failures: unknown[] = []
    await begin((error) => void failures.push(error))
    FakeSocket.last.welcomes()
    let fail: (error: Error) => void = () => undefined
    let calls = 0
    const one = live.subscribe(['t'], {
      event: () => undefined,
      load: () => new Promise((_, reject) => ((fail = reject), calls++)),
    })
    close(one)
    fail(new Error('401'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(failures).toEqual([])
    expect(calls).toBe(1)
  })
})

import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { hub } from '@shequtong/shared'
import { ApiError } from '@shequtong/sdk'
import { useOutbox } from '../src/outbox'
import type { WaitingStep } from '../src/outbox'

function step(id: string, action: string, body: Record<string, unknown> = {}): WaitingStep {
  return { id, account: 'ma', at: `2026-01-01T00:00:0${id}Z`, ticket: 't', action, path: action, body, shots: [], key: '', sealed: '', refused: '' }
}

let sent: [path: string, body: unknown, key: unknown][]
let answers: (ApiError | null)[]

beforeEach(() => {
  setActivePinia(createPinia())
  sent = []
  answers = []
  vi.spyOn(hub.http, 'command').mockImplementation((path, body, key) => {
    sent.push([path, body, key])
    const answer = answers.shift()
    return answer ? Promise.reject(answer) : (Promise.resolve({ id: 't', version: 2 }) as never)
  })
})

it('a step whose answer was lost is sent again under the same key', async () => {
  const outbox = useOutbox()
  await outbox.of('ma', () => undefined)
  answers = [new ApiError(0, 'unreachable', '')]
  await outbox.add(step('1', 'arrive', { version: 1 }))
  expect(await outbox.tried('1')).toBe('')
  await outbox.flush()
  expect(outbox.steps).toEqual([])
  expect(new Set(sent.map(([path, body, key]) => JSON.stringify([path, body, key]))).size).toBe(1)
  expect(sent[0]![0]).toBe('/api/tickets/t/arrive')
})

it('what was refused at once is said and waits no longer', async () => {
  const outbox = useOutbox()
  await outbox.of('ma', () => undefined)
  answers = [new ApiError(409, 'ticket.stale', '已经变了')]
  await outbox.add(step('1', 'resolve'))
  expect(await outbox.tried('1')).toBe('已经变了')
  expect(outbox.steps).toEqual([])
})

it('what comes after a refused step waits for a person, who may send both again', async () => {
  const outbox = useOutbox()
  await outbox.of('ma', () => undefined)
  answers = [new ApiError(409, 'ticket.stale', 'no')]
  await outbox.add(step('1', 'arrive', { version: 1 }))
  await outbox.add(step('2', 'resolve'))
  await outbox.flush()
  expect(sent.map(([path]) => path)).toEqual(['/api/tickets/t/arrive'])
  await outbox.again(outbox.steps[0]!)
  expect(sent.slice(1).map(([path, body]) => [path, body])).toEqual([['/api/tickets/t/arrive', {}], ['/api/tickets/t/resolve', {}]])
  expect(outbox.steps).toEqual([])
})

it('a hub that is busy: it is in line, waits as long as was asked, and goes by itself under its key', async () => {
  vi.useFakeTimers()
  const outbox = useOutbox()
  await outbox.of('ma', () => undefined)
  answers = [new ApiError(503, 'overloaded', '人多', {}, 4)]
  await outbox.add(step('1', 'arrive', { version: 1 }))
  expect(await outbox.tried('1')).toBe('')
  expect(outbox.queued).toBe(true)
  await outbox.flush()
  await vi.advanceTimersByTimeAsync(3900)
  expect(sent.length).toBe(1)
  await vi.advanceTimersByTimeAsync(2200)
  await vi.waitFor(() => expect(outbox.steps).toEqual([]))
  vi.useRealTimers()
  expect(outbox.queued).toBe(false)
  expect(sent.length).toBe(2)
  expect(sent[0]![2]).toBe(sent[1]![2])
})

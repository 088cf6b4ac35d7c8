import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Heard } from '../src/heard'
import type { Fetched } from '../src/http'
import type { Live } from '../src/live'
import type { Handlers } from '../src/subscription'
import { event } from './support'

let subscribed: { topics: readonly string[]; handlers: Handlers; open: boolean }[]
let answers: ((found: string | Error) => void)[]
let shown: unknown[]
let heard: Heard<string>
const live = {
  subscribe: (topics: readonly string[], handlers: Handlers) => {
    const one = { topics, handlers, open: true }
    subscribed.push(one)
    void handlers.load!('first' as never).catch(() => undefined)
    return { cursor: null, close: () => void (one.open = false) }
  },
} as unknown as Live

beforeEach(() => {
  vi.useFakeTimers()
  ;[subscribed, answers, shown] = [[], [], []]
  const load = () => new Promise<Fetched<string>>((done, fail) => answers.push((found) => (found instanceof Error ? fail(found) : done({ data: found, cursor: null }))))
  heard = new Heard(load, { data: (found) => shown.push(found), failure: (cause) => shown.push(cause) })
})
afterEach(() => void vi.useRealTimers())

it('shows the newest answer only, and why there is none', async () => {
  const first = heard.refresh()
  const second = heard.refresh()
  answers[1]!('new')
  answers[0]!('old')
  await Promise.all([first, second])
  expect(shown).toEqual(['new', null])
  const why = new Error('away')
  const third = heard.refresh()
  answers[2]!(why)
  await third
  expect(shown.at(-1)).toBe(why)
})

it('fetches once for many events, and follows new topics in the place of old ones', async () => {
  heard.listen(live, ['own/a'], (one) => one.type === 'ticket.changed')
  expect(subscribed[0]!.handlers.wants!(event(1))).toBe(true)
  for (let seq = 1; seq < 9; seq++) subscribed[0]!.handlers.event(event(seq))
  await vi.advanceTimersByTimeAsync(299)
  expect(answers).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(answers).toHaveLength(2)
  subscribed[0]!.handlers.event(event(9))
  heard.listen(live, ['own/b'], () => true)
  expect(subscribed.map((one) => [one.topics, one.open])).toEqual([[['own/a'], false], [['own/b'], true]])
  await vi.advanceTimersByTimeAsync(1000)
  expect(answers).toHaveLength(3)
})

it('tells nobody after it was stopped', async () => {
  heard.listen(live, ['own/a'], () => true)
  expect(heard.listening).toBe(true)
  heard.stop()
  answers[0]!('late')
  await vi.advanceTimersByTimeAsync(1000)
  expect(shown).toEqual([])
  expect(heard.listening).toBe(false)
})

import { createApp, defineComponent } from 'vue'
import { beforeEach, expect, it, vi } from 'vitest'
import { useCommand } from '../src/command'
import { hub } from '../src/hub'
import { makeI18n } from '../src/i18n'

let keys: (string | null)[]

/** The hub as seen from the network: each answer is a status. */
function answers(...statuses: number[]): void {
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get('Idempotency-Key'))
    const status = statuses.shift() ?? 200
    const answer = new Response(JSON.stringify(status < 300 ? {} : { code: 'x', detail: `no ${status}` }), { status })
    Object.defineProperty(answer, 'url', { value: 'http://hub.test/api/feedback' })
    return answer
  })
}

function command() {
  let found!: ReturnType<typeof useCommand>
  const app = createApp(defineComponent({ setup: () => ((found = useCommand()), () => null) }))
  app.use(makeI18n({}, {})).mount(document.createElement('div'))
  return found
}

function form() {
  const { run, key, ...state } = command()
  return { ...state, run, press: (text: string) => run(() => hub.act('t1', 'notes', { text }, key)) }
}

beforeEach(() => {
  keys = []
})

it('pressed again after an answer that was lost it is the same command', async () => {
  const { press, failure } = form()
  answers(500, 200)
  expect(await press('a')).toBe(false)
  expect(failure.value).toBe('no 500')
  expect(await press('a')).toBe(true)
  expect(failure.value).toBe('')
  expect(keys[1]).toBe(keys[0])
})

it('other words make another command, and so does a press after success', async () => {
  const { press } = form()
  answers(500)
  await press('a')
  await press('b')
  await press('b')
  expect(new Set(keys).size).toBe(3)
})

it('a press after a refusal is another command', async () => {
  const { press, failure } = form()
  answers(422, 200)
  await press('a')
  expect(failure.value).toBe('no 422')
  await press('a')
  expect(keys[1]).not.toBe(keys[0])
})

it('a second press while one is on its way does nothing', async () => {
  const { press, busy } = form()
  answers()
  const first = press('a')
  expect(busy.value).toBe(true)
  expect(await press('a')).toBe(false)
  expect(await first).toBe(true)
  expect(busy.value).toBe(false)
  expect(keys).toHaveLength(1)
})

it('what a page does before one may press again is waited for, and its own sentence is said', async () => {
  const { run, failure, busy } = form()
  await run(
    () => Promise.reject(new Error('x')),
    async () => {
      expect(busy.value).toBe(true)
      return 'kept'
    },
  )
  expect(failure.value).toBe('kept')
})

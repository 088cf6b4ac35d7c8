import { expect, it, vi } from 'vitest'
import { ApiError } from '../src/errors'
import { IdempotencyKey, newKey } from '../src/key'

function pressed(kept = { key: '', sealed: '' }) {
  const key = new IdempotencyKey(kept)
  const keys: string[] = []
  return {
    keys,
    press: (command: string, error?: Error) =>
      key.under(command, async (one) => {
        keys.push(one)
        if (error !== undefined) throw error
      }).catch(() => undefined),
  }
}

const problem = (status: number, retryAfter: number | null = null) => new ApiError(status, 'x', '', {}, retryAfter)

it('is new for each command', () => {
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/)
  expect(newKey()).not.toBe(newKey())
})

it.each([
  ['no answer', problem(0)], ['an error of the hub', problem(500)], ['a hub that is busy', problem(503, 2)],
  ['a twin that is still in flight', problem(409, 1)], ['an answer that cannot be read', problem(200)], ['an error of the page', new Error('x')],
])('stays after %s', async (_, error) => {
  const { keys, press } = pressed()
  await press('a', error)
  await press('a')
  expect(keys[1]).toBe(keys[0])
})

it.each([['success', undefined], ['a refusal', problem(422)], ['an overtaken version', problem(409)]])('is another after %s', async (_, error) => {
  const { keys, press } = pressed()
  await press('a', error)
  await press('a')
  expect(keys[1]).not.toBe(keys[0])
})

it('is another for another command, and for the first one after that', async () => {
  const { keys, press } = pressed()
  for (const command of ['a', 'b', 'a']) await press(command, problem(0))
  expect(new Set(keys).size).toBe(3)
})

it('outlives the page where it is stored', async () => {
  const kept = { key: '', sealed: '' }
  const before = pressed(kept)
  await before.press('a', problem(0))
  const after = pressed({ ...kept })
  await after.press('a')
  expect(after.keys).toEqual(before.keys)
})

it('is not taken from a command by the end of an earlier one', async () => {
  const kept = { key: '', sealed: '' }
  const key = new IdempotencyKey(kept)
  let end = () => undefined as void
  const first = key.under('a', () => new Promise<void>((done) => (end = done)))
  const { keys, press } = pressed(kept)
  await press('b', problem(0))
  end()
  await first
  await press('b')
  expect(keys[1]).toBe(keys[0])
})

it('is made without crypto too, as in a mini-program', () => {
  vi.stubGlobal('crypto', undefined)
  const made = new Set(Array.from({ length: 100 }, newKey))
  vi.unstubAllGlobals()
  expect(made.size).toBe(100)
  for (const one of made) expect(one).toMatch(/^[0-9a-f]{32}$/)
})

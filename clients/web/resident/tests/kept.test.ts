import { beforeEach, expect, it } from 'vitest'
import { clear } from '../src/base'
import { cut, forget, keeping, readable, watchLine } from '../src/kept'

let line: 'up' | 'down' | 401 = 'up'
const way = keeping(async () => {
  if (line === 'down') throw new TypeError('network')
  return new Response('{"n":1}', { status: line === 401 ? 401 : 200, headers: { 'Live-Seq': '7', Date: 'then' } })
})
const MINE = '/api/tickets?list=own'

beforeEach(async () => {
  line = 'up'
  await clear('answers')
})

it('what was read can be read again without a network, with its place in the log and without its date', async () => {
  await (await way(MINE)).text()
  line = 'down'
  const again = await way(MINE)
  expect(await again.json()).toEqual({ n: 1 })
  expect([again.headers.get('Live-Seq'), again.headers.get('Date')]).toEqual(['7', null])
  expect(cut.value).toBe(true)
  await expect(way('/api/tickets?list=own&after=9')).rejects.toThrow()
})

it('nothing of whom she acts for is kept', async () => {
  await (await way(MINE, { headers: { 'Acting-For': 'mother' } })).text()
  line = 'down'
  await expect(way(MINE)).rejects.toThrow()
  line = 'up'
  await (await way(MINE)).text()
  line = 'down'
  await expect(way(MINE, { headers: { 'Acting-For': 'mother' } })).rejects.toThrow()
})

it('nothing is left when she has signed out, or her session is over', async () => {
  for (const end of [forget, async () => { line = 401; await way('/api/me') }]) {
    line = 'up'
    await (await way(MINE)).text()
    await end()
    line = 'down'
    await expect(way(MINE)).rejects.toThrow()
  }
})

it('certification, media and commands are never kept', () => {
  expect(readable('/api/me')).toBe(true)
  for (const path of ['/api/certification/mine', '/api/photos/x', '/media/x', '/api/demo/inbox']) expect(readable(path)).toBe(false)
  expect(readable('/api/tickets', 'POST')).toBe(false)
})

it('an answer to what was asked before the line went does not say that it is back', async () => {
  watchLine()
  let give = (): void => undefined
  const slow = keeping(() => new Promise((resolve) => { give = () => resolve(new Response('{}')) }))
  const asked = slow('/api/photos/x')
  dispatchEvent(new Event('offline'))
  give()
  await asked
  expect(cut.value).toBe(true)
  await way(MINE)
  expect(cut.value).toBe(false)
})

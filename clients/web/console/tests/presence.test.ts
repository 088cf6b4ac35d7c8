import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '@shequtong/sdk'
import { FakeSocket } from '../../sdk/tests/support'
import { stopLive } from '../../shared/src/live'
import { usePresence } from '../src/presence'

const ME = { id: 'me', district: { id: 'xiqu' } } as Me
const [A, B] = ['staff/ticket/a', 'staff/ticket/b']
const chen = { account: 'chen', name: '陈晓梅', state: 'editing' as const }

/** What was said since the last look: subscribes are answered, as the hub does. */
function said(): Record<string, unknown>[] {
  const socket = FakeSocket.last
  const sent = socket.sent.splice(0)
  for (const message of sent) {
    if (message.op !== 'subscribe') continue
    const id = Number(message.id)
    socket.says({ op: 'subscribed', id, topics: message.topics as string[], epoch: 'e1', seq: 1 }, { op: 'recovered', id, seq: 1 })
  }
  return [...sent, ...socket.sent.splice(0)]
}
const ops = (messages: Record<string, unknown>[]) =>
  messages.map((one) => `${String(one.op)} ${one.op === 'presence' ? `${String(one.topic)} ${String(one.state)}` : String(one.op === 'subscribe' ? one.topics : one.id)}`)

beforeEach(async () => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
  FakeSocket.all = []
  vi.stubGlobal('WebSocket', FakeSocket)
  usePresence().follow(ME, true)
  await vi.advanceTimersByTimeAsync(0)
  FakeSocket.last.welcomes('e1', 1)
})

afterEach(() => {
  usePresence().stop()
  stopLive()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('presence on the console', () => {
  it('asks for the rows one stops at, not for those that pass by', async () => {
    const presence = usePresence()
    presence.look(['a'])
    await vi.advanceTimersByTimeAsync(100)
    presence.look(['b'])
    await vi.advanceTimersByTimeAsync(300)
    expect(ops(said())).toEqual([`subscribe ${B}`])
    presence.look([])
    await vi.advanceTimersByTimeAsync(300)
    expect(ops(said())).toEqual(['unsubscribe 1'])
  })

  it('shows the others, never myself, and nobody once the line is gone', async () => {
    const presence = usePresence()
    presence.say('a', 'viewing')
    expect(ops(said())).toEqual([`subscribe ${A}`, `presence ${A} viewing`])
    FakeSocket.last.says({ op: 'presence', topic: A, who: [chen, { account: 'me', name: '我', state: 'viewing' }] })
    expect(presence.others.get('a')).toEqual([chen])
    FakeSocket.last.says({ op: 'presence', topic: A, who: [{ account: 'me', name: '我', state: 'viewing' }] })
    expect(presence.others.has('a')).toBe(false)
    FakeSocket.last.says({ op: 'presence', topic: A, who: [chen] })
    FakeSocket.last.closes(1006)
    expect(presence.others.has('a')).toBe(false)
  })

  it('is there no longer when another ticket is opened, and still hears of a row in view', async () => {
    const presence = usePresence()
    presence.look(['a', 'b'])
    await vi.advanceTimersByTimeAsync(300)
    said()
    presence.say('a', 'editing')
    FakeSocket.last.says({ op: 'presence', topic: A, who: [chen] })
    said()
    presence.say('b', 'viewing')
    expect(ops(said())).toEqual(['unsubscribe 1', `subscribe ${A}`, `presence ${B} viewing`])
    expect(presence.others.get('a')).toEqual([chen])
    presence.close()
    expect(ops(said())).toEqual(['unsubscribe 2', `subscribe ${B}`])
  })

  it('asks for nothing where one may not hear of it', async () => {
    const presence = usePresence()
    presence.follow(ME, false)
    presence.say('a', 'viewing')
    presence.look(['a'])
    await vi.advanceTimersByTimeAsync(300)
    expect(said()).toEqual([])
  })
})

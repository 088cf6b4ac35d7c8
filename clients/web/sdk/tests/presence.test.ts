import { expect, it } from 'vitest'
import { Presence } from '../src/presence'

it('says only what the hub reads to us, until the topic is given up', () => {
  const said: string[] = []
  const joined = new Set(['a'])
  const presence = new Presence((topic) => joined.has(topic), (topic, state) => void said.push(`${topic} ${state}`))
  presence.announce('a', 'viewing')
  presence.announce('b', 'editing')
  presence.renew()
  joined.add('b')
  presence.renew(['b'])
  presence.forget(['a', 'b'])
  presence.renew()
  expect(said).toEqual(['a viewing', 'a viewing', 'b editing'])
})

it('knows of nobody once the connection is lost, and says so once', () => {
  const presence = new Presence(() => true, () => undefined)
  const who = [{ account: '1', name: '示例人员', state: 'viewing' as const }]
  presence.heard({ op: 'presence', topic: 'a', who })
  presence.heard({ op: 'presence', topic: 'b', who })
  presence.heard({ op: 'presence', topic: 'b', who: [] })
  expect(presence.lost()).toEqual([{ op: 'presence', topic: 'a', who: [] }])
  expect(presence.lost()).toEqual([])
})

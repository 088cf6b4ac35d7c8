/** The messages the hub's and the Python SDK's tests read too: understood and said alike here. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CLOSE_CODES } from '../src/codes'
import { FIELDS } from '../src/generated'
import { decode } from '../src/protocol'
import type { ClientMessage, EventData, HubMessage, LiveEvent } from '../src/protocol'

const FOLDER = join(import.meta.dirname, '../../../../tests/contract/live')
type Message = Record<string, unknown>

function files(folder: string): [string, Message][] {
  return readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(join(FOLDER, folder, name), 'utf8')) as Message])
}

/** One of each, typed: a field that the hub renames does not compile here after `npm run generate`. */
const SAID: ClientMessage[] = [
  { op: 'hello', ticket: 'Yk3vX8-one-use', client: 'shequtong-python/0.1' },
  { op: 'ping', id: 7 },
  { op: 'presence', topic: 'staff/ticket/0198c1a2-7b3c-7def-8123-4567890abc02', state: 'viewing' },
  {
    op: 'subscribe',
    id: 1,
    topics: ['staff/0198c1a2-7b3c-7def-8123-4567890abc01/tickets', 'board/0198c1a2-7b3c-7def-8123-4567890abc01'],
    from: { epoch: '0198c1a2-0000-7000-8000-000000000001.1', seq: 1041 },
  },
  { op: 'unsubscribe', id: 1, topics: ['board/0198c1a2-7b3c-7def-8123-4567890abc01'] },
]

describe('golden messages', () => {
  it.each(files('hub'))('%s is understood whole', (_name, message) => {
    expect(decode(JSON.stringify(message))).toEqual(message)
  })

  it.each(files('hub'))('%s without a field that always comes is not', (_name, message) => {
    for (const [field, kind] of Object.entries(FIELDS[message.op as HubMessage['op']])) {
      const rest = Object.fromEntries(Object.entries(message).filter(([name]) => name !== field))
      expect(decode(JSON.stringify(rest)) === null, field).toBe(kind !== 'string?')
    }
  })

  it('show every message the hub can send', () => {
    expect(new Set(files('hub').map(([, message]) => message.op))).toEqual(new Set(Object.keys(FIELDS)))
  })

  it.each(files('client').filter(([name]) => name.split('.').length === 2))('%s is what the SDK says', (_name, message) => {
    expect(SAID.find((one) => one.op === message.op)).toEqual(message)
  })

  it.each(files('newer/hub'))('of a newer hub, %s is read as far as it is known', (_name, { sent, read }) => {
    const got = decode(JSON.stringify(sent))
    if (read === null) expect(got).toBeNull()
    else expect(got).toMatchObject(read as Message)
  })

  it('give the data of each type of event its shape', () => {
    const [, message] = files('hub').find(([name]) => name === 'event.json')!
    const { data } = decode(JSON.stringify(message)) as LiveEvent<EventData['ticket.changed']>
    expect([data.step.kind, data.was, data.ticket.holder.kind]).toEqual(['created', null, 'desk'])
  })
})

it('the close codes are the hub\'s', () => {
  const document = join(import.meta.dirname, '../../../../docs/protocol/live.asyncapi.json')
  const described = JSON.parse(readFileSync(document, 'utf8')) as { 'x-close-codes': { code: number }[] }
  expect(Object.keys(CLOSE_CODES).map(Number)).toEqual(described['x-close-codes'].map(({ code }) => code))
})

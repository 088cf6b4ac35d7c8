import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decode } from '../src/protocol'

const GOLDEN = join(import.meta.dirname, '../../../../tests/contract/live/hub')
const HUB_OPS = ['welcome', 'subscribed', 'recovered', 'mark', 'event', 'reset', 'presence', 'error', 'pong']

/** Every message in the golden files the hub's own tests use too: each file is one message or a list of them. */
function golden(): [string, Record<string, unknown>][] {
  if (!existsSync(GOLDEN)) return []
  return readdirSync(GOLDEN)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const content: unknown = JSON.parse(readFileSync(join(GOLDEN, name), 'utf8'))
      const messages = (Array.isArray(content) ? content : [content]) as Record<string, unknown>[]
      return messages.map((message, at): [string, Record<string, unknown>] => [`${name}#${at}`, message])
    })
    .filter(([, message]) => HUB_OPS.includes(String(message.op)))
}

describe.skipIf(golden().length === 0)('golden messages', () => {
  it.each(golden())('%s is understood whole', (_name, message) => {
    expect(decode(JSON.stringify(message))).toEqual(message)
  })

  it('show every message the hub can send', () => {
    expect(new Set(golden().map(([, message]) => message.op))).toEqual(new Set(HUB_OPS))
  })
})

describe('decode', () => {
  it('keeps fields of a newer hub and ignores messages of one', () => {
    expect(decode('{"op":"mark","seq":4,"new":1}')).toMatchObject({ op: 'mark', seq: 4 })
    expect(decode('{"op":"from_the_future"}')).toBeNull()
  })

  it.each(['', 'nonsense', 'null', '[]', '{}', '{"op":"mark"}', '{"op":"mark","seq":"4"}', '{"op":"constructor"}'])(
    'answers null for %j',
    (text) => expect(decode(text)).toBeNull(),
  )
})

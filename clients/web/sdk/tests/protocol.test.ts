import { describe, expect, it } from 'vitest'
import { decode } from '../src/protocol'

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

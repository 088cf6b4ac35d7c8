import { expect, it } from 'vitest'
import { Seen } from '../src/seen'
import { event } from './support'

it('knows a repeat by seq, type and subject', () => {
  const seen = new Seen()
  expect(seen.add(event(1, 'a'))).toBe(true)
  expect(seen.add(event(1, 'a'))).toBe(false)
  expect(seen.add(event(1, 'b'))).toBe(true)
  expect(seen.add(event(2, 'a'))).toBe(true)
})

it('forgets the oldest beyond its capacity', () => {
  const seen = new Seen(2)
  for (const seq of [1, 2, 3]) seen.add(event(seq))
  expect(seen.add(event(3))).toBe(false)
  expect(seen.add(event(1))).toBe(true)
})

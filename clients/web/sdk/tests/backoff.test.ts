import { describe, expect, it } from 'vitest'
import { backoff, BASE_MS, CAP_MS, LATER_MS, rest } from '../src/backoff'

describe('backoff', () => {
  it('grows with each attempt, is spread over the whole span, and has a ceiling', () => {
    expect(backoff(0, 0)).toBe(100)
    expect(backoff(0, 1)).toBe(BASE_MS)
    expect(backoff(3, 1)).toBe(BASE_MS * 8)
    expect(backoff(3, 0.5)).toBeLessThan(backoff(3, 1))
    expect(backoff(50, 1)).toBe(CAP_MS)
    expect(backoff(5000, 1)).toBe(CAP_MS)
  })

  it('rests longer after "too many"', () => {
    expect(rest(0)).toBe(LATER_MS)
    expect(rest(1)).toBe(2 * LATER_MS)
  })
})

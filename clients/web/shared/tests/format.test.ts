import { describe, expect, it } from 'vitest'
import { clock, coarse, grouped, when } from '../src/format'

describe('format', () => {
  it.each([[7, '7'], [123, '123'], [100123, '100 123'], [1000123, '1 000 123']])('says %i as %s', (number, said) => {
    expect(grouped(number)).toBe(said)
  })

  it('shows the time of Shanghai, wherever the reader is', () => {
    expect(clock('2025-09-30T16:30:00Z')).toBe('00:30')
  })

  it('shortens a time by what the reader knows', () => {
    const now = new Date('2025-10-01T04:00:00Z')
    expect(when('2025-09-30T16:30:00Z', now, 'zh-CN')).toBe('00:30')
    expect(when('2025-09-30T15:30:00Z', now, 'zh-CN')).toBe('9月30日 23:30')
    expect(when('2025-09-30T15:30:00Z', now, 'en')).toBe('Sep 30 23:30')
    expect(when('2024-09-30T15:30:00Z', now, 'zh-CN')).toBe('2024年9月30日 23:30')
  })

  it('says a duration in one unit', () => {
    expect(coarse(59.9)).toEqual({ amount: 59, unit: 'm' })
    expect(coarse(150)).toEqual({ amount: 2, unit: 'h' })
    expect(coarse(3000)).toEqual({ amount: 2, unit: 'd' })
  })
})

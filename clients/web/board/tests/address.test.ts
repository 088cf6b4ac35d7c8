import { describe, expect, it } from 'vitest'
import { read, written } from '../src/address'

describe('the address', () => {
  it('says area, turns and light, and is written as it is read', () => {
    expect(read('#/abc?turn=30&light')).toEqual({ area: 'abc', turn: 30, light: true })
    expect(written({ area: 'abc', turn: 30, light: true })).toBe('#/abc?turn=30&light')
    expect(written(read('#/abc'))).toBe('#/abc')
    expect(read('')).toEqual({ area: '', turn: 0, light: false })
  })

  it('does not turn faster than one can read', () => {
    expect([read('#/a?turn=1').turn, read('#/a?turn=-4').turn, read('#/a?turn=x').turn]).toEqual([5, 0, 0])
  })
})

import { describe, expect, it } from 'vitest'
import type { Rule } from '@shequtong/sdk'
import { read, written } from '../src/hours'
import { lacking, rowsOf, shiftsOf } from '../src/roster'
import { blank, moved, rehearsed, sealed, told, unfinished, wordsOf } from '../src/rules'
import { partsFor } from '../src/settings'

const rule = (given: Partial<Rule>): Rule => ({ ...blank(), id: 'r1', name: '燃气', ...given })

describe('rules', () => {
  it('what was tried is what is there: order and content count, empty questions do not', () => {
    const one = rule({ when: { categories: ['gas_smell'], words: [], firm: null } })
    const tried = sealed([one])
    expect(rehearsed(tried, [rule({ when: { categories: ['gas_smell'] } })])).toBe(true)
    expect(rehearsed(tried, [rule({ when: { categories: ['gas_smell'], firm: false } })])).toBe(false)
    expect(rehearsed(tried, [{ ...one, on: false }])).toBe(false)
    expect(rehearsed(tried, [])).toBe(false)
    expect(rehearsed(null, [one])).toBe(false)
    expect(sealed([one, { ...one, id: 'r2' }])).not.toBe(sealed([{ ...one, id: 'r2' }, one]))
  })

  it('move within their list', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b'])
  })

  it('without a name or somebody who gets it are not finished', () => {
    expect(unfinished([rule({}), rule({ name: ' ' })])).toBe(2)
    expect(unfinished([rule({ to: { kind: 'organisation', organisation: '' } })])).toBe(1)
    expect(unfinished([rule({ to: { kind: 'serving', duty: '物业' } })])).toBe(0)
  })

  it('words come apart at commas of both languages; small moves are summed', () => {
    expect(wordsOf('煤气、燃气味， gas gas')).toEqual(['煤气', '燃气味', 'gas'])
    const changes = [3, 2, 1].map((count) => ({ was: 'a', becomes: String(count), count, examples: [] }))
    expect(told({ changes }, 1)).toEqual({ shown: [changes[0]], rest: 3 })
  })
})

describe('rosters', () => {
  const an = { id: 'an' }
  const shift = (weekday: number | null, day: string | null) => ({ weekday, day, since: '08:00', until: '20:00', person: an, deputy: { id: 'he' } })

  it('weekdays of the same hours and people are one row, and come apart again', () => {
    const rows = rowsOf([shift(2, null), shift(null, '2026-02-17'), shift(1, null)])
    expect(rows).toEqual([
      { weekdays: [1, 2], day: '', since: '08:00', until: '20:00', person: 'an', deputy: 'he' },
      { weekdays: [], day: '2026-02-17', since: '08:00', until: '20:00', person: 'an', deputy: 'he' },
    ])
    expect(shiftsOf(rows).map(({ weekday, day }) => [weekday, day])).toEqual([[1, null], [2, null], [null, '2026-02-17']])
  })

  it('nobody is her own deputy, and a shift has days', () => {
    const row = { weekdays: [1], day: '', since: '08:00', until: '20:00', person: 'an', deputy: '' }
    expect(lacking([row])).toBe(0)
    expect(lacking([row, { ...row, deputy: 'an' }])).toBe(2)
    expect(lacking([{ ...row, weekdays: [] }])).toBe(1)
    expect(lacking([{ ...row, person: '' }])).toBe(1)
  })
})

describe('hours', () => {
  const day = [{ opens: '08:30', closes: '12:00', duty: false }, { opens: '14:00', closes: '17:30', duty: true }]

  it('are read as they are written, also with full-width signs', () => {
    expect(read(written(day, '值班'), '值班')).toEqual(day)
    expect(read('8：30－12：00，值班 14:00 至 17:30', '值班')).toEqual(day)
    expect(read(' ', '值班')).toEqual([])
  })

  it('are refused when they cannot be: the wrong way round, overlapping, or no times', () => {
    for (const wrong of ['12:00-08:00', '08:00-12:00 11:00-13:00', '上午', '25:00-26:00', '值班', '08:00']) expect(read(wrong, '值班')).toBeNull()
  })
})

it('a firm sees its roster, a community its settings, the district all', () => {
  const me = (role: string) => ({ grants: [{ role }] }) as Parameters<typeof partsFor>[0]
  expect(partsFor(me('property_dispatcher'))).toEqual(['duty'])
  expect(partsFor(me('community_clerk'))).toEqual(['routing', 'duty', 'calendars', 'rates', 'doors', 'badges', 'answering', 'wishes'])
  expect(partsFor(me('district_coord'))).toEqual(['routing', 'duty', 'calendars', 'rates', 'checklists', 'doors', 'badges', 'answering', 'wishes'])
  expect(partsFor(me('grid_officer'))).toEqual(['doors'])
})

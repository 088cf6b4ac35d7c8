import { describe, expect, it } from 'vitest'
import { drawingOf, dueOf, stageOf, today, urgentFirst } from '../src/certifying'
import type { Stage } from '../src/certifying'

describe('by when', () => {
  const standing = { due_on: '2026-12-20', certified_on: '2025-12-20' }
  it.each([
    ['2026-11-19', 'fine', 31], ['2026-11-20', 'soon', 30], ['2026-12-20', 'soon', 0], ['2026-12-21', 'overdue', -1],
  ] as const)('on %s it is %s', (day, kind, days) => {
    expect(dueOf(standing, 30, day)).toEqual({ kind, days })
  })
  it('nobody who was never certified is said to be fine', () => {
    expect(dueOf({ due_on: null, certified_on: null }, 30, '2026-01-01').kind).toBe('never')
  })
  it('the day is the district’s', () => {
    expect(today(Date.parse('2026-11-22T16:30:00Z'))).toBe('2026-11-23')
  })
  it('what is late comes first, then what is nearest', () => {
    const of = (kind: 'fine' | 'soon' | 'overdue', days: number) => ({ due: { kind, days } })
    expect(urgentFirst([of('fine', 99), of('soon', 9), of('overdue', -2), of('soon', 3)]).map(({ due }) => due.days)).toEqual([-2, 3, 9, 99])
  })
})

describe('what there is to do', () => {
  const at = (changes: object, last: string | null = null, due: 'fine' | 'soon' = 'soon') =>
    stageOf({ consent: 2, tries: 0, attempt: null, ...changes }, last === null ? [] : [{ state: last as 'passed' }], 2, 5, due)
  it.each<[Stage, Stage]>([
    ['consent', at({ consent: null })],
    ['consent', at({ consent: 1 })],
    ['ready', at({})],
    ['ready', at({}, 'withdrawn')],
    ['checking', at({ attempt: 'a' }, 'checking')],
    ['checking', at({ attempt: 'a' }, 'asking')],
    ['review', at({ attempt: 'a' }, 'review')],
    ['appealed', at({ attempt: 'a', consent: null }, 'appealed')],
    ['retake', at({ tries: 4 }, 'retake')],
    ['spent', at({ tries: 5 }, 'retake')],
    ['refused', at({}, 'refused')],
    ['passed', at({ consent: null }, 'passed', 'fine')],
    ['ready', at({}, 'passed', 'soon')],
  ])('%s', (expected, found) => {
    expect(found).toBe(expected)
  })
})

it('every advice is drawn, nothing else is', () => {
  expect(drawingOf('face_small')).toBe('closer')
  expect(drawingOf('unsure')).toBeNull()
})

/** A roster as it is edited: shifts of several weekdays in one row. Pure. */

import type { Shift } from '@shequtong/sdk'

export interface Row {
  /** Monday is 1; empty for a dated shift. */
  weekdays: number[]
  /** `2026-02-17`; empty for a weekly one. */
  day: string
  since: string
  until: string
  person: string
  deputy: string
}

type Known = Pick<Shift, 'since' | 'until'> & { weekday: number | null; day: string | null; person: { id: string }; deputy: { id: string } | null }

/** The same hours and people on several weekdays are one row; dated ones after the weekly, in their order. */
export function rowsOf(shifts: readonly Known[]): Row[] {
  const weekly = new Map<string, Row>()
  const dated: Row[] = []
  for (const { weekday, day, since, until, person, deputy } of shifts) {
    const row: Row = { weekdays: [], day: day ?? '', since, until, person: person.id, deputy: deputy?.id ?? '' }
    if (weekday === null) dated.push(row)
    else {
      const key = [since, until, row.person, row.deputy].join()
      const known = weekly.get(key) ?? row
      known.weekdays.push(weekday)
      weekly.set(key, known)
    }
  }
  const rows = [...weekly.values()].map((row) => ({ ...row, weekdays: [...row.weekdays].sort((a, b) => a - b) }))
  return [...rows.sort((a, b) => a.since.localeCompare(b.since)), ...dated.sort((a, b) => (a.day + a.since).localeCompare(b.day + b.since))]
}

export function shiftsOf(rows: readonly Row[]): Shift[] {
  return rows.flatMap<Shift>(({ weekdays, day, since, until, person, deputy }) => {
    const one = { since, until, person, deputy: deputy === '' ? null : deputy }
    return day !== '' ? [{ ...one, weekday: null, day }] : weekdays.map((weekday) => ({ ...one, weekday, day: null }))
  })
}

/** The first row that says nothing yet, counted from one; 0: none. Nobody stands in for herself. */
export const lacking = (rows: readonly Row[]): number =>
  rows.findIndex(({ weekdays, day, since, until, person, deputy }) => (day === '' && weekdays.length === 0) || since === '' || until === '' || person === '' || person === deputy) + 1

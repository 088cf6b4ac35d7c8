/** Routing rules as they are edited. Pure. */

import { newKey } from '@shequtong/sdk'
import type { Rule, Rehearsal } from '@shequtong/sdk'

export type Target = Rule['to']
export type Yes = '' | 'yes' | 'no'

/** What the hub wants for an id of something new. */
export function newId(): string {
  const hex = newKey()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const blank = (): Rule => ({ id: newId(), name: '', on: true, when: {}, to: { kind: 'desk', level: 'street' } })

/** One place up (-1) or down (1); at the ends nothing moves. */
export function moved<T>(rows: readonly T[], at: number, by: -1 | 1): T[] {
  const to = at + by
  if (to < 0 || to >= rows.length) return [...rows]
  const next = [...rows]
  ;[next[at], next[to]] = [next[to]!, next[at]!]
  return next
}

/** Words as they are typed, between commas, spaces or 、. */
export const wordsOf = (text: string): string[] => [...new Set(text.split(/[\s,，、;；]+/).filter(Boolean))]

export const yesOf = (value: boolean | null | undefined): Yes => (value === true ? 'yes' : value === false ? 'no' : '')
export const boolOf = (value: Yes): boolean | null => (value === '' ? null : value === 'yes')

/** The same rules, whatever is left out or empty: what was rehearsed is what is published. */
export function sealed(rules: readonly Rule[]): string {
  return JSON.stringify(
    rules.map(({ id, name, on, when, to }) => {
      const asked = Object.entries(when).filter(([key, value]) => value !== null && !(key === 'outside' && value === false) && !(Array.isArray(value) && value.length === 0))
      return { id, name, on, when: Object.fromEntries(asked.sort(([a], [b]) => a.localeCompare(b))), to: Object.fromEntries(Object.entries(to).sort(([a], [b]) => a.localeCompare(b))) }
    }),
  )
}

/** The first rule that cannot be saved, counted from one; 0: none. */
export function unfinished(rules: readonly Rule[]): number {
  return rules.findIndex(({ name, to }) => name.trim() === '' || !aims(to)) + 1
}

function aims(to: Target): boolean {
  switch (to.kind) {
    case 'organisation':
      return to.organisation !== ''
    case 'serving':
      return to.duty !== ''
    case 'duty':
      return to.roster !== ''
    case 'desk':
      return true
  }
}

/** Whether a rehearsal speaks of exactly these rules. */
export const rehearsed = (of: string | null, rules: readonly Rule[]): boolean => of !== null && of === sealed(rules)

/** The largest moves, and how many tickets the others make together. */
export function told(rehearsal: Pick<Rehearsal, 'changes'>, most = 12): { shown: Rehearsal['changes']; rest: number } {
  const shown = rehearsal.changes.slice(0, most)
  return { shown, rest: rehearsal.changes.slice(most).reduce((sum, { count }) => sum + count, 0) }
}

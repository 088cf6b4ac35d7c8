/** How a certification stands for the person who holds the phone. Pure: what the pages say follows from this. */

import type { Attempt, RosterPerson } from '@shequtong/sdk'

type Standing = RosterPerson['standing']
export type Reason = Attempt['reasons'][number]

/** consent: the text that counts now was not agreed to. ready: a photo may be sent. spent: no more tries, a person
 * decides. The others are where her last try stands. */
export type Stage = 'consent' | 'ready' | 'checking' | 'review' | 'appealed' | 'passed' | 'retake' | 'spent' | 'refused'
export type Due = 'never' | 'fine' | 'soon' | 'overdue'

const DAY_MS = 86_400_000

/** Today in the district, as the hub writes days. */
export function today(now: number): string {
  return new Date(now).toLocaleDateString('en-CA', { timeZone: 'Asia/Shanghai' })
}

/** By when, and in how many days (negative: that many days ago). */
export function dueOf(standing: Pick<Standing, 'due_on' | 'certified_on'>, noticeDays: number, day: string): { kind: Due; days: number } {
  if (standing.due_on === null) return { kind: standing.certified_on === null ? 'never' : 'fine', days: 0 }
  const days = Math.round((Date.parse(standing.due_on) - Date.parse(day)) / DAY_MS)
  if (days < 0) return { kind: 'overdue', days }
  return { kind: days <= noticeDays ? 'soon' : 'fine', days }
}

export function stageOf(
  standing: Pick<Standing, 'consent' | 'tries' | 'attempt'>, attempts: readonly Pick<Attempt, 'state'>[], text: number | null, mostTries: number, due: Due,
): Stage {
  const last = attempts[0]?.state
  if (standing.attempt !== null) {
    if (last === 'appealed') return 'appealed'
    return last === 'review' || last === 'refusing' ? 'review' : 'checking'
  }
  if (last === 'passed' && due === 'fine') return 'passed'
  if (last === 'refused') return 'refused'
  if (standing.consent === null || standing.consent !== text) return 'consent'
  if (standing.tries >= mostTries) return 'spent'
  return last === 'retake' ? 'retake' : 'ready'
}

/** The people to be certified first: what is late, then what is due, then the rest. */
export function urgentFirst<T extends { due: { kind: Due; days: number } }>(people: readonly T[]): T[] {
  const rank: Record<Due, number> = { overdue: 0, soon: 1, never: 2, fine: 3 }
  return [...people].sort((a, b) => rank[a.due.kind] - rank[b.due.kind] || a.due.days - b.due.days)
}

/** What is drawn beside an advice. */
export type Drawing = 'nobody' | 'many' | 'closer' | 'turned' | 'covered' | 'blurred' | 'dark' | 'bright' | 'broken' | 'paper' | 'date' | 'code'
const DRAWN: Partial<Record<Reason, Drawing>> = {
  no_face: 'nobody', many_faces: 'many', face_small: 'closer', face_turned: 'turned', face_covered: 'covered', blurred: 'blurred', dark: 'dark',
  bright: 'bright', photo_broken: 'broken', newspaper_missing: 'paper', newspaper_unreadable: 'date', newspaper_old: 'date', code_missing: 'code',
  code_unreadable: 'code', code_wrong: 'code',
}

export function drawingOf(reason: Reason): Drawing | null {
  return DRAWN[reason] ?? null
}

/** Who has which page of certification, and how figures are said. What one may do there is the hub's to say. Pure. */

import type { Attempt, Me } from '@shequtong/sdk'

type Role = Me['grants'][number]['role']
export type CertPart = 'review' | 'people' | 'import' | 'proposals'

const DESK: Role[] = ['grid_officer', 'community_clerk', 'community_secretary', 'street_clerk', 'cert_reviewer']
const SEES: Role[] = [...DESK, 'district_coord']
const ROSTER: Role[] = ['street_clerk', 'cert_reviewer', 'district_coord']
const FOR: Record<CertPart, readonly Role[]> = { review: ['cert_reviewer'], people: SEES, import: ROSTER, proposals: ['dept_handler', ...ROSTER] }

/** 'proposals' of a department are for those that pay: the others' list is empty. */
export const CERTIFIERS: readonly Role[] = [...SEES, 'dept_handler']

type Granted = Pick<Me, 'grants'>
const holds = (me: Granted, roles: readonly Role[]) => me.grants.some(({ role }) => roles.includes(role))

export const certPartsFor = (me: Granted): CertPart[] => (Object.keys(FOR) as CertPart[]).filter((part) => holds(me, FOR[part]))
export const onRoster = (me: Granted): boolean => holds(me, ROSTER)
export const atDesk = (me: Granted): boolean => holds(me, DESK)

/** Where changes of the persons and tries in my areas are told. */
export function certTopics(me: Granted, roles: readonly Role[] = SEES): string[] {
  return [...new Set(me.grants.filter(({ role }) => roles.includes(role)).map(({ area }) => `staff/${area.id}/certification`))]
}

export function proposalTopics(me: Granted): string[] {
  const paying = me.grants.flatMap(({ role, organisation }) => (role === 'dept_handler' && organisation !== null ? [`org/${organisation.id}/certification`] : []))
  return [...new Set([...certTopics(me, ROSTER), ...paying])]
}

/** A likeness said in words: a number alone says little, a word alone hides how near it was. */
export type Likeness = 'reached' | 'near' | 'far' | 'none'
/** Cosine below the pass threshold that is still "just below". */
const NEAR = 0.08

export function likeness(similarity: number | null, threshold: number | null): Likeness {
  if (similarity === null || threshold === null) return 'none'
  if (similarity >= threshold) return 'reached'
  return similarity >= threshold - NEAR ? 'near' : 'far'
}

/** Where a cosine stands on a bar from 0 to 1, in percent. */
export const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 100)

/** Who must act on a try now, from the chair of `account`. */
export type Turn = 'free' | 'confirm' | 'proposed_by_me' | 'appeal' | 'took_part'

export function turnOf(attempt: Pick<Attempt, 'state' | 'proposed_by' | 'decided_by'>, account: string): Turn {
  if (attempt.state === 'refusing') return attempt.proposed_by === account ? 'proposed_by_me' : 'confirm'
  if (attempt.state === 'appealed') return [attempt.proposed_by, attempt.decided_by].includes(account) ? 'took_part' : 'appeal'
  return 'free'
}

export const LEAST_WORDS = 5

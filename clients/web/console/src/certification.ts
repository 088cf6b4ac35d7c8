/** Who has which page of certification, and how figures are said. What one may do there is the hub's to say. Pure. */

import type { Attempt, Me, Programme } from '@shequtong/sdk'

type Role = Me['grants'][number]['role']
export type CertPart = 'review' | 'people' | 'doors' | 'import' | 'proposals'

const DESK: Role[] = ['grid_officer', 'community_clerk', 'community_secretary', 'street_clerk', 'cert_reviewer']
/** Who sees whom we certify. */
export const SEES: Role[] = [...DESK, 'district_coord']
const ROSTER: Role[] = ['street_clerk', 'cert_reviewer', 'district_coord']
/** Who goes to people's doors and hears what they agree to. */
const DOORS: Role[] = ['grid_officer', 'community_clerk', 'community_secretary']
const FOR: Record<CertPart, readonly Role[]> = { review: ['cert_reviewer'], people: SEES, doors: DOORS, import: ROSTER, proposals: ROSTER }

type Granted = Pick<Me, 'grants'>
const holds = (me: Granted, roles: readonly Role[]) => me.grants.some(({ role }) => roles.includes(role))

/** `pays`: a department of hers decides about proposals. */
export const certPartsFor = (me: Granted, pays: boolean): CertPart[] =>
  (Object.keys(FOR) as CertPart[]).filter((part) => holds(me, FOR[part]) || (part === 'proposals' && pays))
export const onRoster = (me: Granted): boolean => holds(me, ROSTER)
export const doorAreas = (me: Granted): string[] => [...new Set(me.grants.filter(({ role }) => DOORS.includes(role)).map(({ area }) => area.id))]
export const atDesk = (me: Granted): boolean => holds(me, DESK)

/** Where changes of the persons and tries in my areas are told. */
export function certTopics(me: Granted, roles: readonly Role[] = SEES): string[] {
  return [...new Set(me.grants.filter(({ role }) => roles.includes(role)).map(({ area }) => `staff/${area.id}/certification`))]
}

/** The departments somebody handles for. */
export const departmentsOf = (me: Granted): string[] => me.grants.flatMap(({ role, organisation }) => (role === 'dept_handler' && organisation !== null ? [organisation.id] : []))

/** Whether one of her departments pays what is certified: the others have nothing to decide there. */
export function paysFor(me: Granted, programmes: readonly Pick<Programme, 'authority'>[]): boolean {
  const mine = departmentsOf(me)
  return programmes.some(({ authority }) => authority !== null && mine.includes(authority))
}

export function proposalTopics(me: Granted): string[] {
  return [...new Set([...certTopics(me, ROSTER), ...departmentsOf(me).map((id) => `org/${id}/certification`)])]
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

/** The house first, as it is looked for; street and community beside it. */
export function placeOf(place: string): { house: string; around: string } {
  const [street = '', community = '', ...house] = place.split(' ')
  return house.length === 0 ? { house: community || street, around: community === '' ? '' : street } : { house: house.join(' '), around: `${street} ${community}` }
}

/** From these on a photo is good enough to be compared, as the workers measure it. */
const SHARP = 40
const DARK = 30
const BRIGHT = 225
const EYES = 24
const TURNED = 30
export type Look = 'nobody' | 'one' | 'several' | 'sharp' | 'blurred' | 'fair' | 'dark' | 'bright' | 'near' | 'distant' | 'straight' | 'turned'

/** What the figures of a photo come to, in words that need no explaining. */
export function looks(quality: NonNullable<Attempt['quality']>): Look[] {
  const { faces, face_pixels, sharpness, brightness, yaw, pitch } = quality
  if (!faces) return ['nobody']
  return [
    faces > 1 ? 'several' : 'one',
    ...(face_pixels == null ? [] : [face_pixels < EYES ? ('distant' as const) : ('near' as const)]),
    ...(sharpness == null ? [] : [sharpness < SHARP ? ('blurred' as const) : ('sharp' as const)]),
    ...(brightness == null ? [] : [brightness < DARK ? ('dark' as const) : brightness > BRIGHT ? ('bright' as const) : ('fair' as const)]),
    ...(yaw == null || pitch == null ? [] : [Math.max(Math.abs(yaw), Math.abs(pitch)) > TURNED ? ('turned' as const) : ('straight' as const)]),
  ]
}

/** Where a cosine stands on a bar from 0 to 1, in percent. */
export const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 100)

/** Whether it is no try of hers, but the question whether two people are one. */
export const asksOfTwo = ({ twin, number }: Pick<Attempt, 'twin' | 'number'>): boolean => twin !== null && number === 0

/** The words of a verdict, a state or a turn: those of the question about two people, or of a photo. */
export const wordsOf = (attempt: Pick<Attempt, 'twin' | 'number'>): 'cert.pair' | 'cert' => (asksOfTwo(attempt) ? 'cert.pair' : 'cert')

/** Who must act on a try now, from the chair of `account`. */
export type Turn = 'free' | 'confirm' | 'proposed_by_me' | 'appeal' | 'took_part'

export function turnOf(attempt: Pick<Attempt, 'state' | 'proposed_by' | 'decided_by'>, account: string): Turn {
  if (attempt.state === 'refusing') return attempt.proposed_by === account ? 'proposed_by_me' : 'confirm'
  if (attempt.state === 'appealed') return [attempt.proposed_by, attempt.decided_by].includes(account) ? 'took_part' : 'appeal'
  return 'free'
}

export const LEAST_WORDS = 5

/** Who moderates, where its changes are told, and what can be done with a case. What one may do there is the hub's to
 * say. Pure. */

import type { DecideCase, Me, ModerationCase, Rectangle } from '@shequtong/sdk'

type Role = Me['grants'][number]['role']
type Granted = Pick<Me, 'grants'>
export type Verdict = DecideCase['step']
export type ModerationPart = 'queue' | 'blocks' | 'rules'

export const MODERATORS: Role[] = ['community_clerk', 'community_secretary', 'street_clerk', 'moderator', 'district_coord']

export const moderationTopics = (me: Granted): string[] => [...new Set(me.grants.filter(({ role }) => MODERATORS.includes(role)).map(({ area }) => `staff/${area.id}/moderation`))]

/** Whether she edits the district's rules. */
export const rulesHere = (me: Granted): boolean => me.grants.some(({ role, area }) => (role === 'moderator' || role === 'district_coord') && area.level === 'district')

/** What lets it be seen, and what keeps or takes it from sight; the first is pressed with y, the second with n. */
export const VERDICTS: Record<ModerationCase['state'], { yes?: Verdict; no?: Verdict }> = {
  checking: {},
  held: { yes: 'published', no: 'hidden' },
  clear: {},
  reported: { yes: 'kept', no: 'hidden' },
  hidden: { yes: 'undone' },
  appealed: { yes: 'restored', no: 'refused' },
  final: {},
}

/** Which of them her author reads a reason of. */
export const needsReason = (verdict: Verdict): boolean => verdict !== 'published' && verdict !== 'kept'

/** Days from now as the hub takes it. */
export const inDays = (days: number, now: number): string => new Date(now + days * 86_400_000).toISOString()

const clamp = (value: number, most = 1): number => Math.min(most, Math.max(0, value))

/** The rectangle between two corners, cut at the photo's edges. */
export function between(a: { x: number; y: number }, b: { x: number; y: number }): Rectangle {
  const [left, right] = [clamp(Math.min(a.x, b.x)), clamp(Math.max(a.x, b.x))]
  const [top, bottom] = [clamp(Math.min(a.y, b.y)), clamp(Math.max(a.y, b.y))]
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** Smaller than this nobody meant to draw it: a click. Of the photo's side. */
const LEAST = 0.01
export const drawn = ({ width, height }: Rectangle): boolean => width >= LEAST && height >= LEAST

/** Moved, or with `grow` made larger, by a share of the photo; it stays inside and never vanishes. */
export function nudged(one: Rectangle, dx: number, dy: number, grow: boolean): Rectangle {
  if (grow) return { ...one, width: Math.max(LEAST, clamp(one.width + dx, 1 - one.x)), height: Math.max(LEAST, clamp(one.height + dy, 1 - one.y)) }
  return { ...one, x: clamp(one.x + dx, 1 - one.width), y: clamp(one.y + dy, 1 - one.height) }
}

/** Reasons that are written often, by their words. */
export const QUICK: Partial<Record<Verdict, readonly string[]>> = {
  hidden: ['abuse', 'privacy', 'advert', 'untrue', 'danger'],
  restored: ['fine', 'wrongly'],
  refused: ['right', 'right_rule'],
  undone: ['mistake'],
}

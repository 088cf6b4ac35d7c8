/** Which settings one may look at; who may change what is the hub's to say. Pure. */

import type { Me } from '@shequtong/sdk'

export type Part = 'routing' | 'duty' | 'calendars' | 'rates' | 'checklists' | 'doors' | 'badges' | 'answering' | 'wishes'
type Role = Me['grants'][number]['role']

const DESKS: Role[] = ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'platform_operator']
const UNITS: Role[] = ['dept_handler', 'property_dispatcher', 'committee']
const OVERALL: Role[] = ['district_coord', 'platform_operator']

/** Who gives badges, and sees how soon posts are answered. */
const NEAR: Role[] = ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord']
/** Who says how soon posts are answered. */
const RULING: Role[] = ['community_secretary', 'street_clerk', 'district_coord']

/** Who hangs codes at doors. */
const HANGERS: Role[] = [...DESKS, 'grid_officer']

export const SETTERS: readonly Role[] = [...DESKS, ...UNITS]
/** Who has a page of settings at all. */
export const ANY: readonly Role[] = [...SETTERS, 'grid_officer']

const FOR: Record<Part, readonly Role[]> = { routing: DESKS, duty: SETTERS, calendars: DESKS, rates: DESKS, checklists: OVERALL, doors: HANGERS, badges: NEAR, answering: NEAR, wishes: DESKS }

export const partsFor = (me: Pick<Me, 'grants'>): Part[] => (Object.keys(FOR) as Part[]).filter((part) => me.grants.some(({ role }) => FOR[part].includes(role)))
export const overall = (me: Pick<Me, 'grants'>): boolean => me.grants.some(({ role }) => OVERALL.includes(role))
/** Whether one says how soon posts of an area are answered: hers, or one below. */
export const rulesFeed = (me: Pick<Me, 'grants'>, path: readonly string[]): boolean => me.grants.some(({ role, area }) => RULING.includes(role) && path.includes(area.id))

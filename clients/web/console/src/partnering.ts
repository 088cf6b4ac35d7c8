/** Offers of partner organisations: for whom one offers, for whom one asks, what is listened to. Pure. */

import type { Me, PartnerOffer } from '@shequtong/sdk'
import type { IconName } from '@shequtong/shared'
import type { Target } from './noticing'

export const ASKING = ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'grid_officer']
export const OFFERING = ['dept_handler', 'property_dispatcher', 'committee']
export type PartnerKind = PartnerOffer['kind']
export const KIND_ICONS: Record<PartnerKind, IconName> = { room: 'door', goods: 'gift', hours: 'wrench', money: 'coin' }
export const KINDS = Object.keys(KIND_ICONS) as PartnerKind[]
type Grants = Pick<Me, 'grants'>

/** An organisation that somebody speaks for, with where it is active. */
export interface Firm {
  id: string
  name: string
  area: Me['grants'][number]['area']
}

export const firmsOf = (me: Grants): Firm[] => me.grants.flatMap(({ role, organisation, area }) => (OFFERING.includes(role) && organisation ? [{ id: organisation.id, name: organisation.name, area }] : []))

export function asksFor(me: Grants): Target[] {
  const found = me.grants.filter(({ role }) => ASKING.includes(role)).map(({ area }) => [area.id, { id: area.id, name: area.name, level: area.level }] as const)
  return [...new Map(found).values()]
}

/** What is offered to what lies above is for them as well. */
export function partnerTopics(me: Grants): string[] {
  const staff = me.grants.filter(({ role }) => ASKING.includes(role)).flatMap(({ area }) => [`staff/${area.id}/partners`, ...area.path.map((id) => `public/${id}/partners`)])
  return [...new Set([...staff, ...firmsOf(me).map(({ id }) => `org/${id}/partners`)])]
}

export const left = (offer: Pick<PartnerOffer, 'total' | 'given'>): number => offer.total - offer.given

/** The pages of the console: where they are, and for whom. What one may do there is the hub's to say. */

import type { Me } from '@shequtong/sdk'
import type { IconName } from '@shequtong/shared'
import { SEES } from './certification'
import { LOOKING } from './noticing'
import { MODERATORS } from './moderation'
import { paying } from './paying'
import { ANY } from './settings'

type Role = Me['grants'][number]['role']

export interface Place {
  name: string
  path: string
  icon: IconName
  roles: readonly Role[] | 'staff'
  /** Who else, beside those with one of the roles. */
  also?: () => boolean
}

export const PLACES: readonly Place[] = [
  { name: 'queue', path: '/mine', icon: 'inbox', roles: 'staff' },
  { name: 'file', path: '/file', icon: 'add', roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'grid_officer'] },
  { name: 'lanes', path: '/lanes', icon: 'wrench', roles: ['dept_handler', 'property_dispatcher', 'committee'] },
  { name: 'approvals', path: '/approvals', icon: 'check', roles: ['community_secretary', 'street_clerk', 'district_coord'] },
  { name: 'units', path: '/units', icon: 'people', roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord'] },
  { name: 'map', path: '/map', icon: 'pin', roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'grid_officer'] },
  { name: 'callbacks', path: '/call-backs', icon: 'phone', roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord'] },
  { name: 'rates', path: '/rates', icon: 'star', roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord'] },
  { name: 'joint', path: '/joint', icon: 'list', roles: ['street_clerk', 'district_coord'] },
  { name: 'repeats', path: '/repeats', icon: 'refresh', roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'grid_officer'] },
  { name: 'posts', path: '/posts', icon: 'home', roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'grid_officer', 'moderator'] },
  { name: 'feedback', path: '/feedback', icon: 'chat', roles: ['platform_operator', 'district_coord', 'street_clerk'] },
  {
    name: 'wishes', path: '/wishes', icon: 'heart',
    roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'grid_officer', 'dept_handler', 'property_dispatcher', 'committee'],
  },
  { name: 'notices', path: '/notices', icon: 'bell', roles: LOOKING },
  {
    name: 'volunteers', path: '/volunteers', icon: 'hand_on',
    roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'grid_officer', 'dept_handler', 'property_dispatcher', 'committee'],
  },
  {
    name: 'partners', path: '/partners', icon: 'gift',
    roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'grid_officer', 'dept_handler', 'property_dispatcher', 'committee'],
  },
  { name: 'moderation', path: '/moderation', icon: 'shield', roles: MODERATORS },
  { name: 'certification', path: '/certification', icon: 'elder', roles: SEES, also: () => paying.value },
  { name: 'tools', path: '/tools', icon: 'pencil', roles: ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'grid_officer', 'dept_handler', 'property_dispatcher', 'committee'] },
  { name: 'settings', path: '/settings', icon: 'sliders', roles: ANY },
]

export function mayEnter(place: Pick<Place, 'roles' | 'also'>, me: Pick<Me, 'kind' | 'grants'>): boolean {
  return me.kind === 'staff' && (place.roles === 'staff' || me.grants.some((grant) => place.roles.includes(grant.role)) || place.also?.() === true)
}

/**
 * Which of the three lists a ticket belongs to for one person: 待我办, 本单位, 仅关注. The hub's SQL and this rule are
 * held together by `vectors/lists.json`, which both sides test; live events are sorted by it.
 */

import type { Me, Ticket, TicketState } from '@shequtong/sdk'

/** What a person's grants come to. A worker acts only on what was given to her. */
export interface Scope {
  account: string
  desks: string[]
  organisations: string[]
  worker_organisations: string[]
  watched: string[]
}

/** `mine` is part of the unit's list too: a list of the unit shows both. */
export type List = 'mine' | 'unit' | 'watching'

const DESK_ROLES = ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord']
const WATCH_ROLES = [...DESK_ROLES, 'grid_officer']
const HANDLER_ROLES = ['dept_handler', 'property_dispatcher', 'committee']
const WORKER_ROLES = ['property_worker', 'volunteer']

const TO_DO: TicketState[] = ['reported', 'acknowledged', 'dispatched', 'working', 'reopened']

export function scopeOf(me: Pick<Me, 'id' | 'grants'>): Scope {
  const areas = (roles: string[]) => me.grants.filter((grant) => roles.includes(grant.role)).map((grant) => grant.area.id)
  const organisations = (roles: string[]) =>
    me.grants.flatMap((grant) => (roles.includes(grant.role) && grant.organisation ? [grant.organisation.id] : []))
  return {
    account: me.id,
    desks: areas(DESK_ROLES),
    organisations: organisations(HANDLER_ROLES),
    worker_organisations: organisations(WORKER_ROLES),
    watched: areas(WATCH_ROLES),
  }
}

/** The topics that bring every change of the three lists. */
export function topicsOf(scope: Scope): string[] {
  const staff = scope.watched.map((area) => `staff/${area}/tickets`)
  const org = scope.organisations.map((id) => `org/${id}/tickets`)
  const work = scope.worker_organisations.length ? [`own/${scope.account}/work`] : []
  return [...new Set([...staff, ...org, ...work])]
}

export type Listed = Pick<Ticket, 'state' | 'desk' | 'holder' | 'assignee' | 'path' | 'partners'>

/** The narrowest list, or null: closed, or not this person's to see. */
export function listOf(ticket: Listed, me: Scope): List | null {
  if (ticket.state === 'closed') return null
  const { holder } = ticket
  const given = ticket.assignee?.id === me.account
  const ours = me.desks.includes(holder.id) || me.organisations.includes(holder.id)
  const workers = me.worker_organisations.includes(holder.id)
  const parts = (ticket.partners ?? []).filter(({ id }) => me.desks.includes(id) || me.organisations.includes(id))
  const waits = parts.some(({ state }) => state === 'called' || state === 'arrived')
  const mine = (given && (ours || workers)) || (ticket.assignee === null && ours) || waits
  if (TO_DO.includes(ticket.state) && mine) return 'mine'
  if (me.desks.includes(ticket.desk) || ours || parts.length > 0 || (workers && given)) return 'unit'
  return ticket.path.some((area) => me.watched.includes(area)) ? 'watching' : null
}

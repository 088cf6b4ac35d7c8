/** What a ticket's next deadline is, and how near: the same rule for every list, colour and icon. */

import type { Ticket } from '@shequtong/sdk'

export type Urgency = 'overdue' | 'soon' | 'fine' | 'none'

/** `waiting`: for the resident, the clocks stand still. `hung`: it cannot be done now. */
export type Promised = 'acknowledge' | 'respond' | 'resolve' | 'waiting' | 'hung'

export interface Deadline {
  urgency: Urgency
  what: Promised | null
  by: Date | null
  /** Minutes left; negative when it has passed. */
  minutes: number
}

type Timed = Pick<
  Ticket,
  'state' | 'created_at' | 'acknowledge_by' | 'respond_by' | 'resolve_by' | 'next_by' | 'acknowledged_at' | 'responded_at' | 'waiting_since' | 'hung_until'
>

/** "Soon" is the last quarter of the time allowed. */
const SOON = 0.25
const NONE: Deadline = { urgency: 'none', what: null, by: null, minutes: 0 }

export function deadline(ticket: Timed, now: number): Deadline {
  if (ticket.state === 'resolved' || ticket.state === 'closed') return NONE
  if (ticket.hung_until) return { ...until(ticket.hung_until, now), urgency: 'none', what: 'hung' }
  if (ticket.waiting_since) return { ...NONE, what: 'waiting' }
  // The hub says when; which promise it is follows from what has been done.
  const what = next(ticket)
  const at = { ...until(ticket.next_by ?? ticket[`${what}_by`] ?? ticket.resolve_by, now), what }
  const allowed = at.by.getTime() - new Date(ticket.created_at).getTime()
  return { ...at, urgency: at.minutes < 0 ? 'overdue' : at.minutes * 60_000 < allowed * SOON ? 'soon' : 'fine' }
}

function next(ticket: Timed): 'acknowledge' | 'respond' | 'resolve' {
  if (ticket.acknowledged_at === null || ticket.state === 'reopened') return 'acknowledge'
  return ticket.respond_by && !ticket.responded_at ? 'respond' : 'resolve'
}

function until(at: string, now: number) {
  const by = new Date(at)
  return { by, minutes: (by.getTime() - now) / 60_000 }
}

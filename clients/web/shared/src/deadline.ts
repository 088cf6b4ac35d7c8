/** What a ticket's next deadline is, and how near: the same rule for every list, colour and icon. */

import type { Ticket } from '@shequtong/sdk'

export type Urgency = 'overdue' | 'soon' | 'fine' | 'none'

export interface Deadline {
  urgency: Urgency
  what: 'acknowledge' | 'resolve' | null
  by: Date | null
  /** Minutes left; negative when it has passed. */
  minutes: number
}

type Timed = Pick<Ticket, 'state' | 'created_at' | 'acknowledge_by' | 'resolve_by'>

/** "Soon" is the last quarter of the time allowed. */
const SOON = 0.25

export function deadline(ticket: Timed, now: number): Deadline {
  if (ticket.state === 'resolved' || ticket.state === 'closed') return { urgency: 'none', what: null, by: null, minutes: 0 }
  const what = ticket.state === 'reported' || ticket.state === 'reopened' ? 'acknowledge' : 'resolve'
  const by = new Date(what === 'acknowledge' ? ticket.acknowledge_by : ticket.resolve_by)
  const left = by.getTime() - now
  const allowed = by.getTime() - new Date(ticket.created_at).getTime()
  const urgency = left < 0 ? 'overdue' : left < allowed * SOON ? 'soon' : 'fine'
  return { urgency, what, by, minutes: left / 60_000 }
}

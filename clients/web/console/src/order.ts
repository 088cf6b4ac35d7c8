/** The order and the search of a list. Pure. */

import type { Filter, Ticket } from '@shequtong/sdk'
import { deadline } from '@shequtong/shared'

export type Order = 'deadline' | 'newest'

/** Nearest promise first, what waits or hangs last, as the hub orders its pages; or the highest number first. */
export function sorted(tickets: readonly Ticket[], order: Order): Ticket[] {
  if (order === 'newest') return [...tickets].sort((a, b) => b.number - a.number)
  return [...tickets].sort((a, b) => {
    const [one, other] = [promised(a), promised(b)]
    return one === other ? a.number - b.number : one - other
  })
}

/** A ticket is never changed, another version takes its place: what follows from it alone is found once. */
function remembered<T>(find: (ticket: Ticket) => T): (ticket: Ticket) => T {
  const known = new WeakMap<Ticket, T>()
  return (ticket) => {
    let found = known.get(ticket)
    if (found === undefined) known.set(ticket, (found = find(ticket)))
    return found
  }
}

const promised = remembered((ticket) => {
  const { what, by } = deadline(ticket, 0)
  return by === null || what === 'hung' ? Infinity : by.getTime()
})

const said = remembered((ticket) => `${ticket.number} ${ticket.place} ${ticket.place_text} ${ticket.text} ${ticket.holder.name}`.toLowerCase())

/** What one may narrow a list to, with a press each. */
export const NARROW = ['to_call', 'overdue', 'urgent', 'nobody', 'waiting', 'hung'] as const
export type Narrow = (typeof NARROW)[number]

export function is(ticket: Ticket, what: Narrow, now: number): boolean {
  switch (what) {
    case 'to_call':
      return ticket.call_me === true && !ticket.phoned_at
    case 'overdue':
      return promised(ticket) < now
    case 'urgent':
      return ticket.urgent === true
    case 'nobody':
      return ticket.assignee === null
    case 'waiting':
      return Boolean(ticket.waiting_since)
    case 'hung':
      return Boolean(ticket.hung_until)
  }
}

/** Every word must be in the number (with or without its gaps), the place, the text or the category's name. */
export function matching(tickets: readonly Ticket[], words: string, categoryName: (key: string) => string): Ticket[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return [...tickets]
  const digits = words.replace(/\s/g, '')
  return tickets.filter((ticket) => {
    if (/^\d{3,}$/.test(digits) && String(ticket.number).includes(digits)) return true
    return wanted.every((word) => said(ticket).includes(word) || categoryName(ticket.category).toLowerCase().includes(word))
  })
}

/** The wish of a saved view that a press stands for. */
export const wish = (what: Narrow | null): Filter => (what === null ? {} : what === 'nobody' ? { assignee: 'none' } : { [what]: true })

/** Whether a ticket is what a saved view asks for, as the hub understands it; `me`: the account. */
export function fits(ticket: Ticket, filter: Filter, me: string, now: number): boolean {
  const { states, category, area, assignee, number } = filter
  if (states != null && !states.includes(ticket.state)) return false
  if (category != null && ticket.category !== category) return false
  if (area != null && !ticket.path.includes(area)) return false
  if (number != null && ticket.number !== number) return false
  if (assignee === 'none' && ticket.assignee !== null) return false
  if (assignee === 'me' && ticket.assignee?.id !== me) return false
  for (const one of ['to_call', 'overdue', 'urgent', 'waiting', 'hung'] as const) {
    const wanted = filter[one]
    if (wanted != null && is(ticket, one, now) !== wanted) return false
  }
  return filter.words == null || matching([ticket], filter.words, () => '').length > 0
}

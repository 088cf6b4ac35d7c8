/** The order and the search of a list. Pure. */

import type { Ticket } from '@shequtong/sdk'
import { deadline } from '@shequtong/shared'

export type Order = 'deadline' | 'newest'

/** Nearest deadline first, what waits for the resident last; or the highest number first. */
export function sorted(tickets: readonly Ticket[], order: Order): Ticket[] {
  if (order === 'newest') return [...tickets].sort((a, b) => b.number - a.number)
  const due = new Map(tickets.map((ticket) => [ticket.id, deadline(ticket, 0).by?.getTime() ?? Infinity]))
  return [...tickets].sort((a, b) => {
    const [one, other] = [due.get(a.id)!, due.get(b.id)!]
    return one === other ? a.number - b.number : one - other
  })
}

/** Every word must be in the number (with or without its gaps), the place, the text or the category's name. */
export function matching(tickets: readonly Ticket[], words: string, categoryName: (key: string) => string): Ticket[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return [...tickets]
  const digits = words.replace(/\s/g, '')
  return tickets.filter((ticket) => {
    if (/^\d{3,}$/.test(digits) && String(ticket.number).includes(digits)) return true
    const text = `${ticket.number} ${ticket.place} ${ticket.place_text} ${ticket.text} ${categoryName(ticket.category)} ${ticket.holder.name}`
    return wanted.every((word) => text.toLowerCase().includes(word))
  })
}

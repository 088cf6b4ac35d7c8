/**
 * What the palette finds: tickets, persons of the roster, organisations, areas, pages and things to do. Tickets that
 * are here are found at once, the others (closed ones too) by the hub, in the lists one has. Nobody finds what she may
 * not open: everything comes from routes with rights of their own. Names on the roster are masked, so a person is
 * found by family name and place, or by her whole identity number, which is sent in a body of its own and logged; a
 * phone number finds nobody here, to look one up needs a reason and a ticket.
 */

import type { IdempotencyKey, Me, Organisation, RosterPerson, Ticket } from '@shequtong/sdk'
import { grouped, hub } from '@shequtong/shared'
import type { IconName, Scope } from '@shequtong/shared'
import { SEES } from './certification'
import { matching } from './order'

export const GROUPS = ['recent', 'doing', 'ticket', 'person', 'organisation', 'area', 'page'] as const
export type Group = (typeof GROUPS)[number]

export interface Found {
  id: string
  group: Group
  icon: IconName
  label: string
  /** The second line: place, state, what it belongs to. */
  hint: string
  key?: string
  /** Where it leads; else `run`. */
  to?: string
  run?: () => unknown
  /** What it does is shown here: the field stays. */
  stays?: true
}

/** At most as many of a group. */
const MOST = 6
/** Persons asked for at once; a district's thousands are not fetched for a palette. */
const PERSONS = 200
const STATES = ['reported', 'acknowledged', 'dispatched', 'working', 'resolved', 'closed', 'reopened'] as const

const words = (text: string) => text.toLowerCase().split(/\s+/).filter(Boolean)
export const fitsWords = (text: string, asked: string): boolean => words(asked).every((one) => text.toLowerCase().includes(one))

/** Letters in a row that may be somebody's phone or identity number: they never go into an address. */
const PRIVATE = /\d{11}/

/** Whether the hub is worth asking: two letters, or three digits of a number. */
export function worthAsking(asked: string): boolean {
  const letters = asked.normalize('NFKC').replace(/\s/g, '')
  return letters.length >= (/^\d+$/.test(letters) ? 3 : 2) && !PRIVATE.test(letters)
}

/** An identity number as it is read out; its check digit is the hub's to judge. */
export function idNumber(asked: string): string | null {
  const letters = asked.normalize('NFKC').replace(/\s/g, '').toUpperCase()
  return /^\d{17}[\dX]$/.test(letters) ? letters : null
}

/** Who of my areas has this number; that one looked is written down. */
export const askNumber = (id_number: string, key: IdempotencyKey): Promise<RosterPerson[]> =>
  hub.post('/api/certification/persons/find', {}, { id_number }, key).then(({ persons }) => persons)

/** Masked as they are: a family name, and words of the place. 罗德全 finds 罗**, a longer name tells nothing more. */
export function personFits(person: Pick<RosterPerson, 'name' | 'place'>, asked: string): boolean {
  return words(asked).every((one) => person.place.toLowerCase().includes(one) || person.name[0] === one[0])
}

/** The newest first of what is alike, what is open before what is closed. */
export function ranked(tickets: Iterable<Ticket>, asked: string, category: (key: string) => string): Ticket[] {
  const one = new Map([...tickets].map((ticket) => [ticket.id, ticket]))
  const digits = asked.replace(/\s/g, '')
  const rank = (ticket: Ticket) => (String(ticket.number) === digits ? 0 : ticket.state === 'closed' ? 2 : 1)
  return matching([...one.values()], asked, category)
    .sort((a, b) => rank(a) - rank(b) || b.number - a.number)
    .slice(0, MOST)
}


/** Tickets of the lists one has, also closed ones. */
export async function askTickets(asked: string, scope: Scope): Promise<Ticket[]> {
  const lists = scope.watched.length > 0 ? (['unit', 'watching'] as const) : (['unit'] as const)
  const pages = await Promise.all(lists.map((list) => hub.tickets({ list, q: asked.slice(0, 50), state: [...STATES], limit: MOST })))
  return pages.flatMap(({ data }) => data.tickets)
}

export const mayFindPersons = (me: Pick<Me, 'grants'>): boolean => me.grants.some(({ role }) => SEES.includes(role))

/** Fetched when the palette is first opened by this account; asked for again when it failed. */
let known: { account: string; rest: Promise<{ organisations: Organisation[]; persons: RosterPerson[] }> } | null = null
export function beside(me: Me) {
  if (known?.account !== me.id) {
    const rest = Promise.all([
      hub.get('/api/organisations', {}, { area: me.district.id, inside: true }),
      mayFindPersons(me) ? hub.get('/api/certification/persons', {}, { limit: PERSONS }) : { persons: [] },
    ]).then(([{ organisations }, { persons }]) => ({ organisations, persons }))
    rest.catch(() => (known = null))
    known = { account: me.id, rest }
  }
  return known.rest
}

export const askAreas = (asked: string, district: string) =>
  hub.get('/api/areas/search', {}, { q: asked.slice(0, 50), district, limit: MOST }).then(({ areas }) => areas)

export const ticketHint = (ticket: Ticket, state: string) => `${grouped(ticket.number)} · ${ticket.place} ${ticket.place_text} · ${state}`

/** Only so many of each. */
export const few = <T>(all: readonly T[]): T[] => all.slice(0, MOST)

/** The tickets one opened last on this device, the newest first; forgotten with the tab. */
const RECENT = 8
const drawer = (account: string) => `shequ.recent.${account}`
export const recent = (account: string): string[] => (sessionStorage.getItem(drawer(account)) ?? '').split(' ').filter(Boolean)
export function remember(account: string, id: string): void {
  sessionStorage.setItem(drawer(account), [id, ...recent(account).filter((one) => one !== id)].slice(0, RECENT).join(' '))
}

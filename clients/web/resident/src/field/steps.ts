/** What somebody out of doors does with a job: which of the steps the hub offers comes next, and what each is sent with. Pure. */

import type { Action, Step, Ticket } from '@shequtong/sdk'
import type { Scope } from '@shequtong/shared'
import { listOf } from '@shequtong/shared'

/** Where a job stands on the list. */
export type Part = 'accept' | 'assign' | 'do' | 'waiting' | 'others' | 'confirm' | 'watch'
export const PARTS: readonly Part[] = ['accept', 'assign', 'do', 'waiting', 'others', 'confirm', 'watch']

export function partOf(ticket: Ticket, me: Scope): Part | null {
  const list = listOf(ticket, me)
  if (list === null) return null
  if (list === 'watching') return 'watch'
  if (ticket.state === 'resolved') return 'confirm'
  if (ticket.waiting_since || ticket.hung_until) return 'waiting'
  if (list === 'unit') return 'others'
  if (ticket.holder.kind === 'organisation' && !ticket.accepted_at) return 'accept'
  return ticket.assignee === null && me.organisations.includes(ticket.holder.id) ? 'assign' : 'do'
}

/** By the next deadline; what has none comes last, then the older first. */
export function byDeadline(a: Ticket, b: Ticket): number {
  const at = (one: Ticket) => (one.next_by ? Date.parse(one.next_by) : Infinity)
  const [one, other] = [at(a), at(b)]
  return one === other ? a.number - b.number : one - other
}

/** Steps in the order in which a job goes; the first that is offered and not done is what comes next. */
const WAY: readonly Action[] = ['acknowledge', 'accept', 'arrive', 'resolve']
const BESIDE: readonly Action[] = ['claim', 'dispatch', 'question', 'note', 'hand_back', 'give_back', 'reject']
/** After these it is somebody else's: who was there before them need not be there now. */
const GIVEN = ['dispatched', 'rejected', 'reopened', 'handed_back', 'taken_over', 'escalated', 'handed_down', 'sent_back']

/** Whether somebody has come since it was last given to anybody. */
export function hasArrived(timeline: readonly Pick<Step, 'kind'>[]): boolean {
  const kinds = timeline.map(({ kind }) => kind as string)
  return kinds.lastIndexOf('arrived') > Math.max(...GIVEN.map((kind) => kinds.lastIndexOf(kind)))
}

export interface Ways {
  next: Action | null
  beside: Action[]
}

/** `assigns`: it is this person's to give to one of her people, and nobody has it. `sent`: steps on their way. */
export function ways(actions: readonly Action[], timeline: readonly Pick<Step, 'kind'>[], assigns: boolean, sent: readonly string[] = []): Ways {
  const open = actions.filter((one) => !sent.includes(one))
  if (sent.includes('resolve')) return { next: null, beside: [] }
  const done = hasArrived(timeline) || sent.includes('arrive')
  const order = assigns ? WAY.flatMap((one): Action[] => (one === 'arrive' ? ['dispatch', one] : [one])) : WAY
  const next = order.find((one) => open.includes(one) && !(one === 'arrive' && done)) ?? null
  const rest = [...WAY.filter((one) => one === 'resolve' || one === 'arrive'), ...BESIDE]
  return { next, beside: rest.filter((one) => one !== next && open.includes(one) && !(one === 'arrive' && done)) }
}

/** What a person filled in for a step. */
export interface Filled {
  text: string
  target: string
  minutes: number
  audience: 'internal' | 'resident'
}

const PATHS: Partial<Record<Action, string>> = { note: 'notes', hand_back: 'hand-back', give_back: 'give-back' }
export const pathOf = (action: Action): string => PATHS[action] ?? action

/** What is sent, but for photos and version. */
export function bodyOf(action: Action, filled: Filled, now: number): Record<string, unknown> {
  const text = filled.text.trim()
  const [kind = '', id = ''] = filled.target.split(':')
  switch (action) {
    case 'accept':
      return filled.minutes > 0 ? { arrive_by: new Date(now + filled.minutes * 60_000).toISOString() } : {}
    case 'arrive':
      return text === '' ? {} : { note: text }
    case 'dispatch':
      return { [kind]: id, ...(text !== '' && { note: text }) }
    case 'reject':
      return { reason: text, next: { [kind]: id } }
    case 'hand_back':
    case 'give_back':
      return { reason: text }
    case 'note':
      return { text, audience: filled.audience }
    case 'resolve':
    case 'question':
      return { text }
    default:
      return {}
  }
}

/** What is missing: the end of the key of a sentence; none: ''. `words`: no picture can show that it is done. */
export function lacking(action: Action, filled: Filled, photos: number, words: boolean): '' | 'photo' | 'text' | 'target' {
  if (['dispatch', 'reject'].includes(action) && filled.target === '') return 'target'
  if (['resolve', 'reject', 'hand_back', 'give_back', 'question', 'note'].includes(action) && filled.text.trim() === '') return 'text'
  const needs = action === 'arrive' || (action === 'resolve' && !words)
  return needs && photos === 0 ? 'photo' : ''
}

/** An address for the phone's map. The door stays here: a map needs the building. */
export function mapAddress(place: string, device: string): string {
  const building = place.replace(/^(.*?\d+\s*(?:栋|幢|号楼)).*$/, '$1')
  const words = encodeURIComponent(building)
  return /iPhone|iPad|iPod/.test(device) ? `maps://?q=${words}` : `geo:0,0?q=${words}`
}

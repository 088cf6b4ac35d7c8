/** Shapes of the HTTP API. What live messages carry too is generated from the hub; the rest is written by hand. */

import type { Residence, Step, Ticket } from './generated'

export type { Board, Residence, Step, Ticket, TicketChanged as TicketChange } from './generated'

export type TicketState = Ticket['state']
export type StepKind = Step['kind']

export type Level = 'district' | 'street' | 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'dwelling'

export interface Area {
  id: string
  level: Level
  name: string
  /** District … self. */
  path: string[]
  code?: string | null
}

export interface AreaDetail extends Area {
  ancestors: { id: string; level: Level; name: string }[]
}

export interface Resolved {
  area: AreaDetail
  /** The part of the text that was understood, and what is left of it. */
  matched: string
  rest: string
}

export interface Organisation {
  id: string
  kind: string
  name: string
  duties?: string[]
}

export interface Grant {
  role: string
  area: { id: string; level: Level; name: string; path: string[] }
  organisation: Organisation | null
}

export interface Me {
  id: string
  kind: 'resident' | 'staff'
  name: string
  locale: string
  practice: boolean
  district: { id: string; name: string }
  grants: Grant[]
  residences: Residence[]
}

export interface SessionInfo {
  account: Me
  expires_at: string
  token: string | null
}

export interface Category {
  key: string
  group: string
  group_en: string
  name: string
  name_en: string
  acknowledge_minutes: number
  resolve: { amount: number; unit: 'h' | 'd' }
  default_handler: string
  emergency: { text: string; text_en: string; phones: string[] } | null
}

export interface Photo {
  id: string
  width: number
  height: number
  /** These addresses expire after some minutes: fetch the ticket again then. */
  url: string
  preview_url: string
}

export type Action = 'acknowledge' | 'dispatch' | 'start' | 'note' | 'resolve' | 'confirm' | 'reopen' | 'reject'

export interface TicketDetail {
  ticket: Ticket
  photos: Photo[]
  evidence: Photo[]
  timeline: Step[]
  /** What the reader may do now. */
  actions: Action[]
  handlers: Handler[]
  /** People of the unit that holds it, for who may hand it to one of them. */
  colleagues: { id: string; name: string }[]
}

/** An organisation a ticket can be dispatched to; `suggested`: its duty is the category's. */
export interface Handler {
  id: string
  kind: string
  name: string
  suggested: boolean
}

export type ListName = 'mine' | 'unit' | 'watching' | 'own'

export interface DemoSignIn {
  key: string
  name: string
  role: string
  note: string
}

export interface DemoMessage {
  id: string
  at: string
  channel: string
  to: string
  name: string
  text: string
}

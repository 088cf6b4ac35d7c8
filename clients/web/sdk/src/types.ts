/** Shapes of the HTTP API. Written by hand for now; to be generated from the hub's OpenAPI document (issue B). */

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

export interface Residence {
  id: string
  dwelling: { id: string; name: string; path: string[]; place: string }
  kind: 'owner' | 'tenant' | 'family'
  state: 'claimed' | 'verified' | 'refused' | 'ended'
  from?: string | null
  until?: string | null
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

export type TicketState = 'reported' | 'acknowledged' | 'dispatched' | 'working' | 'resolved' | 'closed' | 'reopened'

export interface Ticket {
  id: string
  number: number
  version: number
  state: TicketState
  category: string
  text: string
  area: string
  path: string[]
  place: string
  place_text: string
  /** The community's area: who answers for it, whoever holds it now. */
  desk: string
  desk_name: string
  holder: { kind: 'desk' | 'organisation'; id: string; name: string }
  assignee: { id: string; name: string } | null
  /** Null for organisations: they do not learn the reporter. */
  reporter: { id: string; name: string } | null
  photo_count: number
  practice: boolean
  created_at: string
  updated_at: string
  acknowledge_by: string
  resolve_by: string
  acknowledged_at: string | null
  resolved_at: string | null
  closed_at: string | null
  refusals: number
  satisfaction: number | null
}

export type StepKind =
  | 'created'
  | 'acknowledged'
  | 'dispatched'
  | 'started'
  | 'noted'
  | 'resolved'
  | 'confirmed'
  | 'reopened'
  | 'rejected'

export interface Step {
  kind: StepKind
  at: string
  by: { name: string; unit: string }
  text: string
  audience: 'internal' | 'resident'
  /** Whom it was handed to: dispatched and rejected steps. */
  next: Ticket['holder'] | null
}

/** `data` of a `ticket.changed` event. */
export interface TicketChange {
  step: Step
  was: TicketState | null
  ticket: Ticket
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

export interface Board {
  area: string
  name: string
  level: Level
  version: number
  at: string
  open: Partial<Record<TicketState, number>>
  categories: Record<string, number>
  today: { reported: number; acknowledged: number; resolved: number; confirmed: number }
  open_total: number
  overdue: number
  /** How many of the open ones are the demo's. */
  practice: number
}

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

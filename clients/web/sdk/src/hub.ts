/** The hub's HTTP API, one method a route. Commands take the `key` of the user action as their last argument. */

import { Http } from './http'
import type { HttpOptions } from './http'
import type {
  Area, AreaDetail, Board, Category, DemoMessage, DemoSignIn, Level, ListName, Me, Organisation, Photo, Residence,
  Resolved, SessionInfo, Ticket, TicketDetail,
} from './types'

export interface TicketFilter {
  list: ListName
  state?: string
  category?: string
  area?: string
  q?: string
  number?: number
  after?: string | null
  limit?: number
}

export interface NewTicket {
  area: string
  place_text?: string
  category: string
  text: string
  photos: string[]
  position?: { lat: number; lon: number }
}

export class Hub {
  readonly http: Http

  constructor(options: HttpOptions = {}) {
    this.http = new Http(options)
  }

  // who
  me = async () => (await this.http.get<Me>('/api/me')).data
  requestCode = (phone: string, key: string) => this.http.command<{ expires_in: number }>('/api/sign-in/codes', { phone }, key)
  signInByPhone = (phone: string, code: string, key: string) =>
    this.http.command<SessionInfo>('/api/sign-in/phone', { phone, code }, key)
  signInByPassword = (username: string, password: string, totp: string | undefined, key: string) =>
    this.http.command<SessionInfo>('/api/sign-in/password', { username, password, ...(totp ? { totp } : {}) }, key)
  signOut = (key: string) => this.http.command<void>('/api/sign-out', {}, key)

  // where
  areas = async (parent?: string) => (await this.http.get<{ areas: Area[] }>('/api/areas', { parent })).data.areas
  area = async (id: string) => (await this.http.get<AreaDetail>(`/api/areas/${id}`)).data
  searchAreas = async (q: string, level?: Level, limit = 20) =>
    (await this.http.get<{ areas: AreaDetail[] }>('/api/areas/search', { q, level, limit })).data.areas
  resolvePlace = async (estate: string, text: string) =>
    (await this.http.get<Resolved>('/api/areas/resolve', { estate, text })).data
  organisations = async (area: string, kind?: string) =>
    (await this.http.get<{ organisations: Organisation[] }>('/api/organisations', { area, kind })).data.organisations
  claimResidence = (dwelling: string, kind: Residence['kind'], key: string) =>
    this.http.command<Residence>('/api/residences', { dwelling, kind }, key)

  // tickets
  categories = async () => (await this.http.get<{ categories: Category[] }>('/api/ticket-categories')).data.categories
  tickets = (filter: TicketFilter) => this.http.get<{ tickets: Ticket[]; next: string | null }>('/api/tickets', { ...filter })
  ticket = (id: string) => this.http.get<TicketDetail>(`/api/tickets/${id}`)
  report = (ticket: NewTicket, key: string) => this.http.command<Ticket>('/api/tickets', ticket, key)
  /** `acknowledge`, `dispatch`, `start`, `notes`, `resolve`, `confirm`, `reopen`, `reject`. */
  act = (id: string, action: string, body: Record<string, unknown>, key: string) =>
    this.http.command<Ticket>(`/api/tickets/${id}/${action}`, body, key)
  uploadPhoto(file: Blob, progress: (share: number) => void = () => undefined): Promise<Photo> {
    const form = new FormData()
    form.append('photo', file)
    return this.http.upload<Photo>('/api/photos', form, progress)
  }

  // boards
  board = (area: string) => this.http.get<Board>(`/api/boards/${area}`)

  // the demo
  demoSignIns = async () => (await this.http.get<{ sign_ins: DemoSignIn[] }>('/api/demo/sign-ins')).data.sign_ins
  demoSignIn = (key: string, action: string) => this.http.command<SessionInfo>('/api/demo/sign-in', { key }, action)
  demoInbox = async (after?: string) =>
    (await this.http.get<{ messages: DemoMessage[] }>('/api/demo/inbox', { after })).data.messages
}

/**
 * The hub's HTTP API. Every route is there under its own path, typed by what the hub says of it; those that several
 * pages need have a name besides. Commands take their key as the last argument.
 */

import { Http, search } from './http'
import type { CommandOptions, Fetched, HttpOptions, Key, Query, UploadOptions } from './http'
import type {
  Create, DeleteRoutes, DemoMessage, GetRoutes, Level, Photo, PostRoutes, PutRoutes, Residence, SessionInfo, Ticket,
  TicketsPageQuery, Voice,
} from './types'

/** The names in braces of a path: `/api/tickets/{ticket}` → `ticket`. */
type Named<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | Named<Rest> : never
type Places<Path extends string> = Readonly<Record<Named<Path>, string>>
type Answer<Route> = Route extends { answer: infer A } ? A : never
type Asked<Route> = Route extends { query: infer Q } ? Q : Record<string, never>
type Body<Route> = Route extends { body: infer B } ? B : Record<string, never>

export class Hub {
  readonly http: Http

  constructor(options: HttpOptions = {}) {
    this.http = new Http(options)
  }

  /** A state with the place in the log it was read at. */
  read<P extends keyof GetRoutes>(path: P, at: Places<P>, query?: Asked<GetRoutes[P]>): Promise<Fetched<Answer<GetRoutes[P]>>> {
    return this.http.get<Answer<GetRoutes[P]>>(filled(path, at), (query ?? {}) as Query)
  }

  /** The same, without the place. */
  async get<P extends keyof GetRoutes>(path: P, at: Places<P>, query?: Asked<GetRoutes[P]>): Promise<Answer<GetRoutes[P]>> {
    return (await this.read(path, at, query)).data
  }

  post<P extends keyof PostRoutes>(path: P, at: Places<P>, body: Body<PostRoutes[P]>, key: Key, options: CommandOptions = {}): Promise<Answer<PostRoutes[P]>> {
    return this.http.command<Answer<PostRoutes[P]>>(filled(path, at), body, key, options)
  }

  put<P extends keyof PutRoutes>(
    path: P, at: Places<P>, body: Body<PutRoutes[P]>, key: Key, options: CommandOptions = {},
  ): Promise<Answer<PutRoutes[P]>> {
    return this.http.command<Answer<PutRoutes[P]>>(filled(path, at), body, key, { ...options, method: 'PUT' })
  }

  delete<P extends keyof DeleteRoutes>(path: P, at: Places<P>, query: Asked<DeleteRoutes[P]>, key: Key): Promise<Answer<DeleteRoutes[P]>> {
    return this.http.command<Answer<DeleteRoutes[P]>>(filled(path, at) + search(query as Query), undefined, key, { method: 'DELETE' })
  }

  // who
  me = () => this.get('/api/me', {})
  requestCode = (phone: string, key: Key) => this.post('/api/sign-in/codes', {}, { phone }, key)
  signInByPhone = (phone: string, code: string, key: Key) => this.post('/api/sign-in/phone', {}, { phone, code }, key)
  /** `factor`: the six digits of the authenticator, or a recovery code. */
  signInByPassword = (username: string, password: string, factor: string | undefined, key: Key) =>
    this.post('/api/sign-in/password', {}, { username, password, ...(factor ? { [/^\d{6}$/.test(factor) ? 'totp' : 'recovery']: factor } : {}) }, key)
  signOut = async (key: Key): Promise<void> => void (await this.post('/api/sign-out', {}, {}, key))

  // where
  areas = async (parent?: string) => (await this.get('/api/areas', {}, { parent: parent ?? null })).areas
  area = (area: string) => this.get('/api/areas/{area}', { area })
  searchAreas = async (q: string, level?: Level, limit = 20) =>
    (await this.get('/api/areas/search', {}, { q, level: level ?? null, limit })).areas
  resolvePlace = (estate: string, text: string) => this.get('/api/areas/resolve', {}, { estate, text })
  organisations = async (area: string) => (await this.get('/api/organisations', {}, { area })).organisations
  claimResidence = (dwelling: string, kind: Residence['kind'], key: Key) =>
    this.post('/api/residences', {}, { dwelling, kind }, key)

  // tickets
  categories = async () => (await this.get('/api/ticket-categories', {})).categories
  tickets = (filter: TicketsPageQuery) => this.read('/api/tickets', {}, filter)
  ticket = (ticket: string) => this.read('/api/tickets/{ticket}', { ticket })
  report = (ticket: Create, key: Key, options?: CommandOptions) => this.post('/api/tickets', {}, ticket, key, options)
  /** A step by its name in the address: `acknowledge`, `dispatch`, `notes` … */
  act = (id: string, step: string, body: object, key: Key, options: CommandOptions = {}) =>
    this.http.command<Ticket>(`/api/tickets/${id}/${step}`, body, key, options)
  uploadPhoto(file: Blob, progress: (share: number) => void = () => undefined, key?: string, options?: UploadOptions): Promise<Photo> {
    const form = new FormData()
    form.append('photo', file)
    return this.http.upload<Photo>('/api/photos', form, progress, key, options)
  }

  uploadVoice(sound: Blob, progress: (share: number) => void = () => undefined, key?: string, options?: UploadOptions): Promise<Voice> {
    return this.http.upload<Voice>('/api/voices', sound, progress, key, options)
  }

  // boards
  board = (area: string) => this.read('/api/boards/{area}', { area })
  /** How it stood every few minutes of a day; today, when none is named. */
  boardDay = (area: string, on?: string) => this.get('/api/boards/{area}/day', { area }, { on: on ?? null })
  geometry = (area: string) => this.get('/api/areas/{area}/geometry', { area })

  // the demo
  demoSignIns = async () => (await this.get('/api/demo/sign-ins', {})).sign_ins
  demoSignIn = (key: string, action: Key): Promise<SessionInfo> => this.post('/api/demo/sign-in', {}, { key }, action)
  demoInbox = async (after?: string): Promise<DemoMessage[]> => (await this.get('/api/demo/inbox', {}, { after: after ?? null })).messages
}

function filled(path: string, at: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(at[name] ?? ''))
}

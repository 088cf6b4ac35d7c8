/**
 * HTTP to the hub: queries, commands and uploads. The session is the cookie; no token is ever held here.
 *
 * A command carries an `Idempotency-Key` that is kept over every retry (`key.ts`), so that a report whose answer got lost
 * is not filed twice.
 */

import { backoff } from './backoff'
import { ApiError, fromAnswer, UNREACHABLE, UNREADABLE } from './errors'
import { newKey } from './key'
import type { IdempotencyKey } from './key'
import type { Cursor } from './protocol'

/** What of an answer is read; the platform's `Response` is one. */
export interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null }
  json(): Promise<unknown>
  text(): Promise<string>
}

export type Fetch = (url: string, init: RequestInit & { headers: Record<string, string>; body?: string }) => Promise<Answer>

export interface HttpOptions {
  /** In front of `/api`; empty for the page's own origin. */
  base?: string
  /** Sent as `Accept-Language`, so that errors come in the reader's language. */
  language?: () => string
  /** Where there is no `fetch`: how else to ask. Throws when no answer came. */
  fetch?: Fetch
  wait?: (milliseconds: number) => Promise<void>
}

export interface CommandOptions {
  method?: 'POST' | 'PUT' | 'DELETE'
  /** What was being written for this command: a draft that goes when the command is done. */
  draft?: string
  /** Finished even when the page is closed meanwhile; at most 64 KiB. */
  outlives?: boolean
  /** False for who keeps it and comes again by itself: a hub that is busy is not waited for here. */
  patient?: boolean
  /** For whom, whoever is acted for now: what waited goes out for whom it was meant; '' is oneself. */
  actingFor?: string
}

export interface UploadOptions {
  /** For whom, as `actingFor` of a command. */
  parent?: string
  /** It belongs to the report of an emergency: a hub that is busy takes it before others (RFC 9218). */
  urgent?: boolean
}

/** What a command goes under: a key that is known, or that of what is sent. */
export type Key = string | IdempotencyKey

/** A fetched state with the place in the log it was read at. */
export interface Fetched<T> {
  data: T
  cursor: Cursor | null
}

/** A list is given once for each of its values. */
export type Query = Record<string, string | number | boolean | readonly (string | number)[] | undefined | null>

/** Tries of one command in all, about four seconds; then the person decides. */
const TRIES = 4

/** What may be asked and done for another, with her consent; everything else stays one's own. */
const FOR_ANOTHER = /^\/api\/(tickets|photos|voices|residences|visits|certification)(\/|\?|$)/

const sleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))

export class Http {
  /** The hub's clock minus ours in milliseconds, from its last `Date` header: deadlines are the hub's. */
  clockAhead = 0
  /** The account that one acts for with her consent; '' is oneself. The hub looks at each request whether she agrees. */
  actingFor = ''
  private readonly base: string
  private readonly language: () => string
  private readonly fetch: Fetch
  private readonly wait: (milliseconds: number) => Promise<void>

  constructor(options: HttpOptions = {}) {
    this.base = options.base ?? ''
    this.language = options.language ?? (() => 'zh-CN')
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init))
    this.wait = options.wait ?? sleep
  }

  async get<T>(path: string, query: Query = {}): Promise<Fetched<T>> {
    const answer = await this.send('GET', path + search(query), undefined, {})
    const epoch = answer.headers.get('Live-Epoch')
    const seq = answer.headers.get('Live-Seq')
    const cursor = epoch !== null && seq !== null ? { epoch, seq: Number(seq) } : null
    return { data: await read<T>(answer), cursor }
  }

  command<T>(path: string, body: unknown, key: Key, options: CommandOptions = {}): Promise<T> {
    const { method = 'POST' } = options
    const text = body === undefined ? undefined : JSON.stringify(body)
    if (typeof key === 'string') return this.persist<T>(method, path, text, key, options)
    return key.under(`${method} ${path} ${text ?? ''}`, (one) => this.persist<T>(method, path, text, one, options))
  }

  private async persist<T>(method: string, path: string, text: string | undefined, key: string, { draft, outlives, actingFor, patient = true }: CommandOptions): Promise<T> {
    const headers: Record<string, string> = { 'Idempotency-Key': key, traceparent: traceparent() }
    if (text !== undefined) headers['Content-Type'] = 'application/json'
    if (draft !== undefined) headers.Draft = draft
    // Said with the command: a repeat is for the same person, whoever is acted for by then.
    const parent = actingFor ?? this.actingFor
    for (let attempt = 0; ; attempt++) {
      try {
        return await read<T>(await this.send(method, path, text, headers, outlives, parent))
      } catch (error) {
        if (!(error instanceof ApiError) || !error.again || attempt + 1 >= TRIES || (error.later && !patient)) throw error
        const asked = error.retryAfter === null ? 0 : Math.min(error.retryAfter, 10) * 1000
        await this.wait(Math.max(asked, backoff(attempt, Math.random())))
      }
    }
  }

  /** `progress` is told the share sent, 0 to 1. XMLHttpRequest, because fetch cannot report it. */
  upload<T>(path: string, body: FormData | Blob, progress: (share: number) => void, key = newKey(), { parent = this.actingFor, urgent = false }: UploadOptions = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open('POST', this.base + path)
      request.setRequestHeader('Accept-Language', this.language())
      request.setRequestHeader('Idempotency-Key', key)
      request.setRequestHeader('traceparent', traceparent())
      for (const [name, value] of Object.entries(acting(path, parent))) request.setRequestHeader(name, value)
      if (urgent) request.setRequestHeader('Priority', 'u=0')
      if (body instanceof Blob) request.setRequestHeader('Content-Type', 'application/octet-stream')
      request.upload.onprogress = (step) => {
        if (step.lengthComputable) progress(step.loaded / step.total)
      }
      request.onerror = () => reject(new ApiError(0, UNREACHABLE, ''))
      request.onload = () => {
        if (request.status < 200 || request.status > 299) {
          reject(fromAnswer(request.status, request.responseText, request.getResponseHeader('Retry-After')))
          return
        }
        try {
          resolve(JSON.parse(request.responseText) as T)
        } catch {
          reject(new ApiError(request.status, UNREADABLE, ''))
        }
      }
      request.send(body)
    })
  }

  private async send(method: string, path: string, body: string | undefined, headers: Record<string, string>, outlives = false, parent = this.actingFor): Promise<Answer> {
    let answer: Answer
    try {
      answer = await this.fetch(this.base + path, {
        method,
        headers: { Accept: 'application/json, application/problem+json', 'Accept-Language': this.language(), ...acting(path, parent), ...headers },
        credentials: 'same-origin',
        ...(outlives ? { keepalive: true } : {}),
        ...(body === undefined ? {} : { body }),
      })
    } catch {
      throw new ApiError(0, UNREACHABLE, '')
    }
    const date = Date.parse(answer.headers.get('Date') ?? '')
    if (!Number.isNaN(date)) this.clockAhead = date - Date.now()
    if (!answer.ok) throw fromAnswer(answer.status, await answer.text().catch(() => ''), answer.headers.get('Retry-After'))
    return answer
  }
}

const acting = (path: string, parent: string): Record<string, string> =>
  parent !== '' && FOR_ANOTHER.test(path) ? { 'Acting-For': parent } : {}

async function read<T>(answer: Answer): Promise<T> {
  if (answer.status === 204) return undefined as T
  try {
    return (await answer.json()) as T
  } catch {
    throw new ApiError(answer.status, UNREADABLE, '')
  }
}

/** Begins a trace (W3C), for a hub that records them: says nothing of who asks or for what. */
const traceparent = (): string => `00-${newKey()}-${newKey().slice(0, 16)}-01`

/** By hand: a mini-program has no `URLSearchParams`. */
export function search(query: Query): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue
    for (const one of typeof value === 'object' ? value : [value]) parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`)
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

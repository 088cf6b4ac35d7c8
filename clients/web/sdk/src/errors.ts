/** What an HTTP answer that is not 2xx becomes: a typed error whose `message` a person can read. */

/** `application/problem+json` (RFC 9457) as the hub writes it. */
export interface Problem {
  type?: string
  title?: string
  status?: number
  /** The domain code: `ticket.wrong_state`. */
  code?: string
  detail?: string
  [param: string]: unknown
}

export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problem: Problem = {},
    /** Seconds, from `Retry-After`. */
    readonly retryAfter: number | null = null,
  ) {
    super(message)
  }

  /** No answer came at all: the command may or may not have been carried out. */
  get unreachable(): boolean {
    return this.status === 0
  }

  /** Worth sending again, unchanged and under the same key. */
  get again(): boolean {
    return this.unreachable || [502, 503, 504].includes(this.status) || (this.status === 409 && this.retryAfter !== null)
  }

  /** The hub is there and takes no more just now; it has said when to come again. */
  get later(): boolean {
    return this.status === 503 && this.retryAfter !== null
  }

  /** What is kept may go by itself later. */
  get keeps(): boolean {
    return this.unreachable || this.later
  }

  /** The hub has said no: the command was not carried out and is over. After any other error nobody knows. */
  get refused(): boolean {
    return this.status >= 400 && this.status < 500 && !this.again
  }
}

export const UNREACHABLE = 'client.unreachable'
export const UNREADABLE = 'client.unreadable_answer'

export function fromAnswer(status: number, body: string, retryAfter: string | null): ApiError {
  let problem: Problem = {}
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed === 'object' && parsed !== null) problem = parsed as Problem
  } catch {
    // A proxy's own page: its status is all there is to say.
  }
  const seconds = retryAfter === null ? NaN : Number(retryAfter)
  const code = typeof problem.code === 'string' ? problem.code : `http.${status}`
  return new ApiError(status, code, problem.detail ?? problem.title ?? '', problem, Number.isFinite(seconds) ? seconds : null)
}

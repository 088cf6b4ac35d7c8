/** How long to wait before the next try: exponential with full jitter, so that a hub's clients do not return at once. */

export const BASE_MS = 500
export const CAP_MS = 30_000
/** A refusal for "too many" is not answered with more: half a minute at least. */
export const LATER_MS = 30_000

/** `attempt` counts from 0; `random` is in [0, 1). Milliseconds. */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 16))
  return Math.round(100 + random * (ceiling - 100))
}

export function rest(random: number): number {
  return Math.round(LATER_MS * (1 + random))
}

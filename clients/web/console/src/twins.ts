/** Tickets that may be of one thing. Pure. */

/** From this score (0 to 1) on a clerk should look: the same category and place, and some of the words. */
const LIKELY = 0.7

export const likely = (one: { score?: number | null }): boolean => (one.score ?? 0) >= LIKELY

/** How many of what was found are open and likely: what is worth interrupting somebody for. */
export const worthALook = (found: readonly { score?: number | null; state: string }[]): number =>
  found.filter((one) => likely(one) && one.state !== 'closed').length

/** Where a report stands on the way the resident sees: reported → acknowledged → being handled → confirm → done. */

import type { TicketState } from '@shequtong/sdk'

export const STAGES = ['reported', 'acknowledged', 'working', 'resolved', 'closed'] as const

const STAGE: Record<TicketState, number> = {
  reported: 0, reopened: 0, acknowledged: 1, dispatched: 2, working: 2, resolved: 3, closed: 4,
}

/** Index into STAGES of what has been reached. */
export function stage(state: TicketState): number {
  return STAGE[state]
}

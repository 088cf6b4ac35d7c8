import { expect, it } from 'vitest'
import { deadline } from '../src/deadline'

const at = (minutes: number) => new Date(Date.UTC(2025, 0, 1, 0, minutes)).toISOString()
const ticket = { created_at: at(0), acknowledge_by: at(20), resolve_by: at(240), acknowledged_at: at(3) }
const fresh = { ...ticket, acknowledged_at: null }
const after = (minutes: number) => Date.UTC(2025, 0, 1, 0, minutes)

it.each([
  [{ ...fresh, state: 'reported' }, 5, 'fine', 'acknowledge', 15],
  [{ ...fresh, state: 'reported' }, 16, 'soon', 'acknowledge', 4],
  [{ ...fresh, state: 'reported' }, 25, 'overdue', 'acknowledge', -5],
  [{ ...ticket, state: 'reopened' }, 25, 'overdue', 'acknowledge', -5],
  // A handed-on ticket was acknowledged once: the hub's next promise is what counts.
  [{ ...ticket, state: 'reported', next_by: at(240) }, 25, 'fine', 'resolve', 215],
  [{ ...ticket, state: 'acknowledged' }, 25, 'fine', 'resolve', 215],
  [{ ...ticket, state: 'acknowledged', respond_by: at(60), next_by: at(60) }, 25, 'fine', 'respond', 35],
  [{ ...ticket, state: 'acknowledged', respond_by: at(60), responded_at: at(9), next_by: at(240) }, 25, 'fine', 'resolve', 215],
  [{ ...ticket, state: 'working' }, 200, 'soon', 'resolve', 40],
  [{ ...ticket, state: 'dispatched' }, 241, 'overdue', 'resolve', -1],
  [{ ...ticket, state: 'working', waiting_since: at(30) }, 500, 'none', 'waiting', 0],
  [{ ...ticket, state: 'working', hung_until: at(900) }, 500, 'none', 'hung', 400],
  [{ ...ticket, state: 'resolved' }, 500, 'none', null, 0],
  [{ ...ticket, state: 'closed' }, 500, 'none', null, 0],
] as const)('%o after %i minutes: %s', (one, minutes, urgency, what, left) => {
  expect(deadline(one, after(minutes))).toMatchObject({ urgency, what, minutes: left })
})

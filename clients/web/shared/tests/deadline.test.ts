import { expect, it } from 'vitest'
import { deadline } from '../src/deadline'

const at = (minutes: number) => new Date(Date.UTC(2025, 0, 1, 0, minutes)).toISOString()
const ticket = { created_at: at(0), acknowledge_by: at(20), resolve_by: at(240) }
const after = (minutes: number) => Date.UTC(2025, 0, 1, 0, minutes)

it.each([
  ['reported', 5, 'fine', 'acknowledge', 15],
  ['reported', 16, 'soon', 'acknowledge', 4],
  ['reported', 25, 'overdue', 'acknowledge', -5],
  ['reopened', 25, 'overdue', 'acknowledge', -5],
  ['acknowledged', 25, 'fine', 'resolve', 215],
  ['working', 200, 'soon', 'resolve', 40],
  ['dispatched', 241, 'overdue', 'resolve', -1],
  ['resolved', 500, 'none', null, 0],
  ['closed', 500, 'none', null, 0],
] as const)('%s after %i minutes: %s', (state, minutes, urgency, what, left) => {
  expect(deadline({ ...ticket, state }, after(minutes))).toMatchObject({ urgency, what, minutes: left })
})

import { expect, it } from 'vitest'
import { stage, STAGES } from '../src/progress'

it.each([
  ['reported', 'reported'], ['reopened', 'reported'], ['acknowledged', 'acknowledged'], ['dispatched', 'working'],
  ['working', 'working'], ['resolved', 'resolved'], ['closed', 'closed'],
] as const)('a %s ticket stands at %s', (state, name) => {
  expect(STAGES[stage(state)]).toBe(name)
})

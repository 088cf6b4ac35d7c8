import { expect, it } from 'vitest'
import { lacks, outcomeBody } from '../src/joint'

const task = { to: 'organisation:o1', text: ' 装桶 ', by: '2026-01-31T09:00' }

it('becomes a holder and a task for each row with words', () => {
  const body = outcomeBody({ outcome: ' 一周内装桶 ', holder: 'area:s1', tasks: [task, { to: '', text: ' ', by: '' }] }, 7)
  expect(body).toEqual({
    outcome: '一周内装桶', holder: { area: 's1' }, version: 7,
    tasks: [{ text: '装桶', to: { organisation: 'o1' }, resolve_by: '2026-01-31T09:00:00+08:00' }],
  })
  expect(outcomeBody({ outcome: 'x', holder: '', tasks: [] }, 1).holder).toBeNull()
})

it('wants words, and no task for somebody that says nothing', () => {
  expect(lacks({ outcome: ' ', holder: '', tasks: [] })).toBe('outcome')
  expect(lacks({ outcome: 'x', holder: '', tasks: [{ ...task, text: '' }] })).toBe('task')
  expect(lacks({ outcome: 'x', holder: '', tasks: [task, { to: '', text: '', by: '' }] })).toBeNull()
})

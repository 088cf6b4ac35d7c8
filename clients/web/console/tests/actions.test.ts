import { expect, it } from 'vitest'
import { bodyOf, stepOf } from '../src/actions'

it('a sub-task has a day of its own, and the resident learns of it only when that was chosen', () => {
  const task = stepOf('open_task')!
  expect(bodyOf(task, { to: 'organisation:o1', resolve_by: '2026-11-30T10:00', audience: 'resident', text: '摆放分类桶' })).toEqual({
    to: { organisation: 'o1' }, resolve_by: '2026-11-30T10:00:00+08:00', staff_only: false, text: '摆放分类桶',
  })
  expect(bodyOf(task, { to: '', resolve_by: '', audience: 'internal', text: '摆放分类桶' })).toEqual({ staff_only: true, text: '摆放分类桶' })
})

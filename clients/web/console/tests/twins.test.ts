import { expect, it } from 'vitest'
import { bodyOf, lacking, stepOf } from '../src/actions'
import { likely, worthALook } from '../src/twins'

it('only what is open and likely interrupts a clerk', () => {
  const found = [{ score: 0.9, state: 'working' }, { score: 0.95, state: 'closed' }, { score: 0.5, state: 'reported' }, { state: 'reported' }]
  expect(worthALook(found)).toBe(1)
  expect(likely({ score: 0.7 })).toBe(true)
  expect(likely({})).toBe(false)
})

it('merging needs the ticket it is the same as, and sends its id', () => {
  const merge = stepOf('merge')!
  expect(lacking(merge, { into: '', text: '' })?.name).toBe('into')
  expect(lacking(merge, { into: 't2' })).toBeUndefined()
  expect(bodyOf(merge, { into: 't2', text: ' 同一处 ' })).toEqual({ into: 't2', text: '同一处' })
})

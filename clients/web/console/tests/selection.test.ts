import { expect, it } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import { useSelection } from '../src/selection'
import { ticket } from './support'

it('picks one, a range in the order of the list, and forgets what left the list', async () => {
  const rows = shallowRef(['a', 'b', 'c', 'd'].map((id) => ticket({ id })))
  const { chosen, toggle, to, picked } = useSelection(() => rows.value)
  const ids = () => chosen.value.map(({ id }) => id)
  toggle('c')
  to('a')
  expect(ids()).toEqual(['a', 'b', 'c'])
  toggle('b')
  expect(ids()).toEqual(['a', 'c'])
  rows.value = rows.value.filter(({ id }) => id !== 'a')
  expect(ids()).toEqual(['c'])
  await nextTick()
  expect([...picked]).toEqual(['c'])
})

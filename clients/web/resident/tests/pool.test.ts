import { expect, it } from 'vitest'
import { poolsOf } from '../src/pool'

it('a volunteer has the pools of her organisations, each once; others have none', () => {
  const grant = (role: string, id: string | null) => ({ role, organisation: id === null ? null : { id, name: `队${id}`, kind: 'volunteers' } })
  const me = (grants: object[]) => ({ grants }) as Parameters<typeof poolsOf>[0]
  expect(poolsOf(me([grant('volunteer', '1'), grant('volunteer', '1'), grant('volunteer', '2')]))).toEqual([{ id: '1', name: '队1' }, { id: '2', name: '队2' }])
  expect(poolsOf(me([grant('property_worker', '1'), grant('volunteer', null)]))).toEqual([])
})

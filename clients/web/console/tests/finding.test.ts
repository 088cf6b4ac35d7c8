import { expect, test } from 'vitest'
import { idNumber, personFits, ranked, recent, remember, worthAsking } from '../src/finding'
import { ticket } from './support'

test('the hub is asked for two letters or three digits, and never for a phone or identity number', () => {
  expect(['堵', '12', '13900001234', '139 0000 1234', ' ', '51040319430512001X', '王 510403194305120013', '１３９００００１２３４'].filter(worthAsking)).toEqual([])
  expect(['漏水', '283', '100 283'].filter(worthAsking)).toHaveLength(3)
})

test('an identity number is understood as it is read out', () => {
  expect(idNumber(' 510403 19430512 001x')).toBe('51040319430512001X')
  expect(['510403194305120', '51040319430512001Y', '罗 510403194305120013'].map(idNumber)).toEqual([null, null, null])
})

test('a person is found by family name and place, and a whole name tells nothing more', () => {
  const she = { name: '罗**', place: '金沙社区 宝鼎金沙小区 12栋' }
  expect(personFits(she, '罗 12栋')).toBe(true)
  expect(personFits(she, '罗德全')).toBe(personFits(she, '罗无此人'))
  expect(personFits(she, '胡')).toBe(false)
})

test('the number that was asked for comes first, then what is open, the newest before', () => {
  const all = [
    ticket({ id: 'a', number: 1234, state: 'closed', closed_at: '2025-01-01T00:00:00Z' }), ticket({ id: 'b', number: 51234 }), ticket({ id: 'c', number: 61234 }),
    ticket({ id: 'd', number: 71234, state: 'closed', closed_at: '2025-01-01T00:00:00Z' }),
  ]
  expect(ranked([...all, ...all], '1234', () => '').map(({ id }) => id)).toEqual(['a', 'c', 'b', 'd'])
})

test('what was opened last stands first, once', () => {
  for (const id of ['a', 'b', 'a']) remember('clerk', id)
  expect(recent('clerk')).toEqual(['a', 'b'])
  expect(recent('another')).toEqual([])
})

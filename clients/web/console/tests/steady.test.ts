import { expect, test } from 'vitest'
import { anchored, stood } from '../src/steady'

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `t${from + at}`)
const view = { top: 950, height: 300, row: 100 }

test('the chosen row is held when it is in view, else the first in view', () => {
  expect(anchored(ids(0, 50), 't10', view)).toEqual({ id: 't10', below: 50 })
  expect(anchored(ids(0, 50), 't40', view)).toEqual({ id: 't9', below: -50 })
  expect(anchored(ids(0, 50), '', view)).toEqual({ id: 't9', below: -50 })
})

test('at the very top with nothing chosen there, new rows may come', () => {
  expect(anchored(ids(0, 50), '', { ...view, top: 0 })).toBeNull()
  expect(anchored(ids(0, 50), 't1', { ...view, top: 0 })).toEqual({ id: 't1', below: 100 })
})

test('rows that come and go above leave it where it stood', () => {
  const anchor = anchored(ids(0, 50), 't10', view)!
  expect(stood(['new', ...ids(0, 50)], anchor, 100)).toBe(1050)
  expect(stood(ids(5, 50), anchor, 100)).toBe(450)
  expect(stood(ids(11, 50), anchor, 100)).toBeNull()
})

/** Where a line leads, and @ in what is being written. */

import { expect, test } from 'vitest'
import { addressOf, mentionAt, stillIn, withMention } from '../src/telling'

const about = (kind: string, within: string | null = null) => ({ kind, thing: 'x', within })

test('a line leads to its thing', () => {
  const to = (kind: string, within: string | null = null, because: ReturnType<typeof about> | null = null) => addressOf({ about: about(kind, within), because })
  expect(to('post')).toBe('/neighbours/x')
  expect(to('comment', 'p')).toBe('/neighbours/p')
  expect(to('ticket')).toBe('/mine/x')
  expect(to('ticket', null, about('ticket'))).toBe('/mine/x')
  expect(to('ticket', null, about('area'))).toBe('/estate')
  expect(to('notice')).toBe('/notices/x')
  expect(to('something new')).toBeNull()
  expect(addressOf({ about: null, because: null })).toBeNull()
})

test('letters after @ are those of a name until a space', () => {
  expect(mentionAt('请@罗', 3)).toEqual({ at: 1, letters: '罗' })
  expect(mentionAt('@', 1)).toEqual({ at: 0, letters: '' })
  expect(mentionAt('请@罗先生 看看', 8)).toBeNull()
  expect(mentionAt('请@罗先生 看看', 4)).toEqual({ at: 1, letters: '罗先' })
  expect(mentionAt('写到 an@example', 13)).toBeNull()
  expect(mentionAt('没有', 2)).toBeNull()
})

test('the name takes the place of the letters, the caret stands behind it', () => {
  expect(withMention('请@罗看看', 3, '罗先生')).toEqual({ text: '请@罗先生 看看', caret: 6 })
  expect(withMention('没有', 2, '罗先生')).toEqual({ text: '没有', caret: 2 })
})

test('who was taken out of the text is mentioned no more; nobody twice; at most five', () => {
  const people = ['安', '罗', '魏', '何', '胡', '陈'].map((name) => ({ id: name, name }))
  expect(stillIn('@安 @魏', people).map(({ name }) => name)).toEqual(['安', '魏'])
  expect(stillIn('@安', [people[0]!, { id: 'other', name: '安' }])).toEqual([people[0]])
  expect(stillIn(people.map(({ name }) => `@${name}`).join(' '), people)).toHaveLength(5)
})

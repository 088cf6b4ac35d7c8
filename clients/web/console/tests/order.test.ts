import { describe, expect, it } from 'vitest'
import type { Filter, Ticket } from '@shequtong/sdk'
import { fits, matching, sorted, wish } from '../src/order'
import { ticket } from './support'

const drain = ticket({ id: 'drain', number: 100123, acknowledge_by: '2025-01-01T04:15:00Z' })
const gas = ticket({ id: 'gas', number: 100200, category: 'gas_smell', text: '煤气味', acknowledge_by: '2025-01-01T04:05:00Z' })
const mended = ticket({ id: 'mended', number: 100300, state: 'resolved', place: '蓝湖小区 5栋' })
const working = ticket({ id: 'working', number: 100050, state: 'working', acknowledged_at: '2025-01-01T04:01:00Z', resolve_by: '2025-01-01T04:10:00Z' })
const all = [drain, mended, working, gas]
const ids = (tickets: { id: string }[]) => tickets.map(({ id }) => id)

describe('the order', () => {
  it('puts the nearest deadline first and what waits for the resident last', () => {
    expect(ids(sorted(all, 'deadline'))).toEqual(['gas', 'working', 'drain', 'mended'])
  })

  it('serves the older of two equally urgent first', () => {
    const later = ticket({ id: 'later', number: 100124 })
    expect(ids(sorted([later, drain], 'deadline'))).toEqual(['drain', 'later'])
  })

  it('can be the newest first', () => {
    expect(ids(sorted(all, 'newest'))).toEqual(['mended', 'gas', 'drain', 'working'])
  })
})

describe('the search', () => {
  const find = (words: string) => ids(matching(all, words, (key) => (key === 'gas_smell' ? '燃气异味' : '下水道堵塞')))

  it.each([
    ['', ['drain', 'mended', 'working', 'gas']],
    ['100 123', ['drain']],
    ['100123', ['drain']],
    ['燃气', ['gas']],
    ['蓝湖 5栋', ['mended']],
    ['蓝湖 燃气', []],
  ])('%j', (words, found) => expect(find(words)).toEqual(found))
})

describe('a saved view', () => {
  const now = Date.parse('2025-01-01T04:10:00Z')
  const shows = (one: Partial<Ticket>, filter: Filter) => fits(ticket(one), filter, 'me', now)

  it('shows what it asks for', () => {
    expect(shows({}, {})).toBe(true)
    expect(shows({ state: 'working' }, { states: ['reported'] })).toBe(false)
    expect(shows({}, { category: 'bad_parking' })).toBe(false)
    expect(shows({}, { area: 'jinsha' })).toBe(true)
    expect(shows({}, { area: 'elsewhere' })).toBe(false)
    expect(shows({ assignee: { id: 'me', name: '陈' } }, { assignee: 'me' })).toBe(true)
    expect(shows({ assignee: { id: 'other', name: '何' } }, { assignee: 'me' })).toBe(false)
    expect(shows({ assignee: { id: 'other', name: '何' } }, wish('nobody'))).toBe(false)
    expect(shows({ urgent: true }, { urgent: false })).toBe(false)
    expect(shows({}, wish('overdue'))).toBe(false)
    expect(shows({ acknowledge_by: '2025-01-01T04:05:00Z' }, wish('overdue'))).toBe(true)
    expect(shows({ call_me: true }, wish('to_call'))).toBe(true)
    expect(shows({ call_me: true, phoned_at: '2025-01-01T04:05:00Z' }, wish('to_call'))).toBe(false)
    expect(shows({}, wish('to_call'))).toBe(false)
    expect(shows({}, { words: '堵' })).toBe(true)
    expect(shows({}, { words: '电梯' })).toBe(false)
  })
})

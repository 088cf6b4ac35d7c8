/** What a hub answers to the compiled pages. */

import { afterEach, beforeEach } from 'vitest'
import { Phone } from './phone'
import type { Asked, Given } from './phone'

export const ME = {
  id: 'a1', kind: 'resident', name: '安女士', locale: 'zh-CN', practice: false, second_factor: false, binding: false, look: null,
  district: { id: 'd1', name: '西区' }, grants: [],
  residences: [{ id: 'r1', state: 'verified', kind: 'owner', from: '2025-01-01', until: null, proof: 'roster', reason: null, version: 1, dwelling: { id: 'w1', name: '1-6', path: ['d1', 's1', 'c1', 'w1'], place: '金沙社区 宝鼎金沙小区 12栋3单元1-6' } }],
}
const DRAIN = { key: 'drain', group: '设施', group_en: 'Facilities', name: '下水道堵塞', name_en: 'Blocked drain', emergency: null }
const GAS = { key: 'gas', group: '安全', group_en: 'Safety', name: '燃气味', name_en: 'Smell of gas', emergency: { text: '开窗，关阀，到室外打电话。', text_en: 'Out, then call.', phones: ['96777'] } }
const SECTIONS = [
  { key: 'report', position: 10, icon: 'megaphone', name: '报修上报', name_en: 'Report', state: 'open', address: '/report', area: null },
  { key: 'circle', position: 40, icon: 'people', name: '谁管我家', name_en: 'Who serves us', state: 'open', address: '/circle', area: null },
  { key: 'wishes', position: 60, icon: 'heart', name: '微心愿', name_en: 'Wishes', state: 'soon', address: '', area: null },
]
export const TICKET = {
  id: 't1', version: 1, number: 100123, state: 'reported', category: 'drain', place: '12栋', place_text: null, created_at: '2026-11-23T01:00:00Z', waiting_since: null,
  reporter: { id: 'a1', name: '安女士' },
}

interface World {
  phone: Phone
  /** By method and path; other questions are answered with 404. */
  given: Record<string, Given | ((asked: Asked) => Given)>
}

/** A phone and a hub, new for each test. */
export function world(): World {
  const made = {} as World
  beforeEach(() => {
    const phone = new Phone({ locale: '"zh-CN"' })
    made.phone = phone
    made.given = {
      'GET /api/me': [200, ME],
      'GET /api/ticket-categories': [200, { categories: [DRAIN, GAS] }],
      'GET /api/home': [200, { sections: SECTIONS }],
      'GET /api/tickets/following': [200, { tickets: [], next: null }],
      'GET /api/tickets': [200, { tickets: [TICKET], next: null }],
      'GET /api/notices': [200, { notices: [], next: null, unread: 0, topics: [] }],
      'GET /api/family': [200, { acting: [], mine: [] }],
      'GET /api/certification/mine': [200, { persons: [] }],
      'POST /api/live-tickets': [201, { ticket: 'one-use', expires_in: 60 }],
      'GET /api/demo/sign-ins': [404, { code: 'not_found', detail: '没有找到。' }],
    }
    phone.answer = (asked) => {
      const path = asked.url.replace(/^https?:\/\/[^/]+/, '').split('?')[0]!
      const found = made.given[`${asked.method} ${path}`]
      return typeof found === 'function' ? found(asked) : found === undefined ? [404, { code: 'not_found', detail: '没有找到。' }] : found
    }
  })
  afterEach(() => made.phone.end())
  return made
}

export const signedIn = (phone: Phone): void => {
  phone.storage.set('shequ.session', '"secret-token"')
  phone.start()
}

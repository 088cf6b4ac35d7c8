import type { Ticket } from '@shequtong/sdk'

/** A ticket of the community 金沙, on its desk, reported at noon; what a test is about is given. */
export function ticket(given: Partial<Ticket>): Ticket {
  return {
    id: 't1', number: 100001, version: 1, state: 'reported', category: 'drain_blocked', text: '门口堵了', area: 'estate',
    path: ['xiqu', 'jinsha', 'estate'], place: '金沙社区 宝鼎金沙小区', place_text: '', desk: 'jinsha', desk_name: '金沙社区',
    holder: { kind: 'desk', id: 'jinsha', name: '金沙社区' }, assignee: null, reporter: { id: 'an', name: '安女士' },
    photo_count: 0, practice: false, refusals: 0, satisfaction: null, origin: 'app', created_at: '2025-01-01T04:00:00Z',
    updated_at: '2025-01-01T04:00:00Z', acknowledge_by: '2025-01-01T04:15:00Z', resolve_by: '2025-01-01T08:00:00Z',
    acknowledged_at: null, resolved_at: null, closed_at: null, ...given,
  }
}

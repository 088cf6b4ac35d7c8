import { describe, expect, it } from 'vitest'
import { scopeOf } from '@shequtong/shared'
import type { Me, RosterPerson, Ticket } from '@shequtong/sdk'
import { visitsOf } from '../src/field/rounds'
import { bodyOf, byDeadline, hasArrived, lacking, mapAddress, partOf, ways } from '../src/field/steps'

const grant = (role: string, organisation: string | null) =>
  ({ role, area: { id: 'estate', level: 'estate', name: '', path: [] }, organisation: organisation === null ? null : { id: organisation, kind: 'property', name: '' } }) as unknown as Me['grants'][number]
const worker = scopeOf({ id: 'ma', grants: [grant('property_worker', 'firm')] })
const dispatcher = scopeOf({ id: 'wu', grants: [grant('property_dispatcher', 'firm')] })

function ticket(change: object = {}): Ticket {
  return {
    state: 'dispatched', desk: 'community', holder: { kind: 'organisation', id: 'firm', name: '' }, assignee: { id: 'ma', name: '马师傅' },
    path: ['district'], number: 1, accepted_at: '2026-01-01T00:00:00Z', ...change,
  } as unknown as Ticket
}
const filled = { text: '', target: '', minutes: 0, audience: 'resident' as const }
const steps = (...kinds: string[]) => kinds.map((kind) => ({ kind })) as Parameters<typeof hasArrived>[0]

describe('where a job stands', () => {
  it('is told by who has it and what has been said', () => {
    expect(partOf(ticket(), worker)).toBe('do')
    expect(partOf(ticket({ accepted_at: null }), worker)).toBe('accept')
    expect(partOf(ticket({ assignee: null }), dispatcher)).toBe('assign')
    expect(partOf(ticket(), dispatcher)).toBe('others')
    expect(partOf(ticket({ waiting_since: '2026-01-01T00:00:00Z' }), worker)).toBe('waiting')
    expect(partOf(ticket({ state: 'resolved' }), dispatcher)).toBe('confirm')
    expect(partOf(ticket({ assignee: { id: 'other', name: '' } }), worker)).toBeNull()
  })

  it('and the next deadline comes first, none last', () => {
    const jobs = [ticket({ number: 3 }), ticket({ number: 2, next_by: '2026-01-03T00:00:00Z' }), ticket({ number: 4, next_by: '2026-01-02T00:00:00Z' })]
    expect(jobs.sort(byDeadline).map(({ number }) => number)).toEqual([4, 2, 3])
  })
})

describe('what comes next', () => {
  it('is to be there, then to be done', () => {
    expect(ways(['arrive', 'resolve', 'hand_back', 'note'], steps('created', 'dispatched', 'accepted'), false)).toEqual({ next: 'arrive', beside: ['resolve', 'note', 'hand_back'] })
    expect(ways(['arrive', 'resolve'], steps('dispatched', 'arrived'), false)).toEqual({ next: 'resolve', beside: [] })
  })

  it('who came before it was given to another need not be there', () => {
    expect(hasArrived(steps('dispatched', 'arrived', 'dispatched'))).toBe(false)
    expect(hasArrived(steps('dispatched', 'arrived', 'noted'))).toBe(true)
  })

  it('a step on its way is not offered again', () => {
    expect(ways(['arrive', 'resolve'], steps('dispatched'), false, ['arrive']).next).toBe('resolve')
    expect(ways(['arrive', 'resolve'], steps('dispatched'), false, ['arrive', 'resolve'])).toEqual({ next: null, beside: [] })
  })

  it('what nobody has is given to somebody first', () => {
    expect(ways(['dispatch', 'arrive', 'resolve'], steps('dispatched', 'accepted'), true).next).toBe('dispatch')
  })
})

describe('what is sent', () => {
  it('says when somebody will be there', () => {
    expect(bodyOf('accept', { ...filled, minutes: 30 }, 0)).toEqual({ arrive_by: '1970-01-01T00:30:00.000Z' })
    expect(bodyOf('accept', filled, 0)).toEqual({})
  })

  it('names the next owner with the reason', () => {
    expect(bodyOf('reject', { ...filled, text: ' 是供电的 ', target: 'organisation:grid' }, 0)).toEqual({ reason: '是供电的', next: { organisation: 'grid' } })
  })

  it('lacks what it must have', () => {
    expect(lacking('arrive', filled, 0, false)).toBe('photo')
    expect(lacking('resolve', { ...filled, text: '通了' }, 0, false)).toBe('photo')
    expect(lacking('resolve', { ...filled, text: '通了' }, 0, true)).toBe('')
    expect(lacking('hand_back', filled, 0, false)).toBe('text')
    expect(lacking('dispatch', filled, 0, false)).toBe('target')
  })

  it('the door is not told to a map', () => {
    expect(decodeURIComponent(mapAddress('金沙社区 宝鼎金沙小区 12栋3单元1-6', 'Android'))).toBe('geo:0,0?q=金沙社区 宝鼎金沙小区 12栋')
    expect(mapAddress('x', 'iPhone')).toBe('maps://?q=x')
  })
})

it('whom no photo helps is visited first', () => {
  const person = (id: string, change: object) => ({ standing: { id, programme: 'p', due_on: '2026-01-10', certified_on: null, consent: 1, tries: 0, attempt: null, ...change } }) as unknown as RosterPerson
  const programmes = [{ id: 'p', most_tries: 5, notice_days: 30 }] as unknown as Parameters<typeof visitsOf>[1]
  const found = visitsOf(
    [person('fine', {}), person('late', { due_on: '2026-01-01' }), person('spent', { tries: 5 }), person('no', { consent: null }), person('busy', { attempt: 'a' }), person('fine', {})],
    programmes, '2026-01-05',
  )
  expect(found.map((one) => one.person.standing.id)).toEqual(['spent', 'no', 'late', 'fine'])
})

import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me, Ticket } from '@shequtong/sdk'
import { FakeSocket } from '../../sdk/tests/support'
import { stopLive } from '../../shared/src/live'
import { useTickets } from '../src/tickets'
import { ticket } from './support'

const ME: Me = {
  id: 'clerk', kind: 'staff', name: '陈', locale: 'zh-CN', practice: false, second_factor: false, binding: false, look: null, district: { id: 'xiqu', name: '西区' }, residences: [],
  grants: [{ role: 'community_clerk', area: { id: 'jinsha', level: 'community', name: '金沙社区', path: ['xiqu', 'jinsha'] }, organisation: null }],
}
let stored: Ticket[]
let seq: number

/** Tickets on a page, and how many pages fail before they come. */
let per: number
let failing: number

/** The hub's two lists over HTTP, from `stored`; a cursor is where the page begins. */
function serve(): void {
  vi.stubGlobal('fetch', async (url: string) => {
    const asked = new URL(url, 'http://hub.test').searchParams
    const from = Number(asked.get('after') ?? 0)
    if (from > 0 && failing-- > 0) throw new TypeError('the line is gone')
    const all = asked.get('list') === 'unit' ? stored : []
    const tickets = all.slice(from, from + per)
    const answer = new Response(JSON.stringify({ tickets, next: from + per < all.length ? String(from + per) : null }), { headers: { 'Live-Epoch': 'e1', 'Live-Seq': String(seq) } })
    Object.defineProperty(answer, 'url', { value: 'http://hub.test/api/tickets' })
    return answer
  })
}

async function changed(next: Ticket): Promise<void> {
  seq += 1
  FakeSocket.last.says({
    op: 'event', seq, type: 'ticket.changed', subject: next.id, area: next.area, at: next.updated_at,
    data: { step: { kind: 'created' }, was: null, ticket: next },
  })
}

async function follow() {
  const tickets = useTickets()
  tickets.follow(ME)
  await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(1))
  FakeSocket.last.welcomes('e1', seq)
  await vi.waitFor(() => expect(FakeSocket.last.sent).toHaveLength(1))
  FakeSocket.last.says({ op: 'subscribed', id: 1, topics: [], epoch: 'e1', seq }, { op: 'recovered', id: 1, seq })
  return tickets
}

beforeEach(() => {
  setActivePinia(createPinia())
  FakeSocket.all = []
  vi.stubGlobal('WebSocket', FakeSocket)
  stored = [ticket({ id: 'old' })]
  seq = 10
  per = 200
  failing = 0
  serve()
})

afterEach(() => {
  useTickets().stop()
  stopLive()
  vi.unstubAllGlobals()
})

describe('the tickets of a desk', () => {
  it('continue the fetched state with events, and sort themselves into the lists', async () => {
    const tickets = await follow()
    expect(FakeSocket.last.sent[0]).toMatchObject({ topics: ['staff/jinsha/tickets'], from: { epoch: 'e1', seq: 10 } })
    await changed(ticket({ id: 'new' }))
    expect(tickets.lists.mine.map(({ id }) => id)).toEqual(['old', 'new'])
    expect(tickets.fresh.has('new')).toBe(true)
    await changed(ticket({ id: 'old', version: 2, state: 'dispatched', holder: { kind: 'organisation', id: 'firm', name: '物业' } }))
    expect(tickets.lists.mine.map(({ id }) => id)).toEqual(['new'])
    expect(tickets.lists.unit).toHaveLength(2)
    await changed(ticket({ id: 'old', version: 3, state: 'closed' }))
    expect(tickets.lists.unit.map(({ id }) => id)).toEqual(['new'])
  })

  it('never go back to an older version', async () => {
    const tickets = await follow()
    await changed(ticket({ id: 'old', version: 5, state: 'acknowledged' }))
    await changed(ticket({ id: 'old', version: 4, state: 'reported' }))
    expect(tickets.byId.get('old')).toMatchObject({ version: 5, state: 'acknowledged' })
  })

  it('ring for a new one though a page that was just read had it already', async () => {
    const tickets = await follow()
    expect(tickets.arrived).toBeNull()
    await changed(ticket({ id: 'old' }))
    expect(tickets.arrived?.id).toBe('old')
    await changed(ticket({ id: 'new' }))
    await changed(ticket({ id: 'old', version: 2 }))
    expect(tickets.arrived?.id).toBe('new')
  })

  it('keep the reporter that the organisation’s form of an event leaves out', async () => {
    const tickets = await follow()
    await changed(ticket({ id: 'old', version: 2, reporter: null }))
    expect(tickets.byId.get('old')?.reporter?.name).toBe('安女士')
  })

  it('drop at a reset what is in no list any more', async () => {
    const tickets = await follow()
    await changed(ticket({ id: 'left-meanwhile' }))
    stored = [ticket({ id: 'old', version: 7 }), ticket({ id: 'came-meanwhile' })]
    seq = 500
    FakeSocket.last.says({ op: 'reset', topics: ['staff/jinsha/tickets'], reason: 'lagged' })
    await vi.waitFor(() => expect(tickets.byId.has('came-meanwhile')).toBe(true))
    expect([...tickets.byId.keys()].sort()).toEqual(['came-meanwhile', 'old'])
    expect(tickets.byId.get('old')?.version).toBe(7)
  })

  it('come page by page, the rest while one works, also when a page fails', async () => {
    per = 2
    failing = 1
    stored = Array.from({ length: 7 }, (_, n) => ticket({ id: `t${n}` }))
    const tickets = await follow()
    expect(tickets.loaded).toBe(true)
    await vi.waitFor(() => expect(tickets.lists.unit).toHaveLength(7), { timeout: 5000 })
    expect(tickets.next.unit).toBeNull()
  })

  it('that moved while the pages came stay at a reset', async () => {
    const tickets = await follow()
    await changed(ticket({ id: 'moves' }))
    per = 1
    failing = 1
    stored = [ticket({ id: 'old' }), ticket({ id: 'far' })]
    seq = 500
    FakeSocket.last.says({ op: 'reset', topics: ['staff/jinsha/tickets'], reason: 'lagged' })
    await vi.waitFor(() => expect(failing).toBe(0))
    FakeSocket.last.says({ op: 'subscribed', id: 2, topics: [], epoch: 'e1', seq: 500 }, { op: 'recovered', id: 2, seq: 500 })
    seq = 500
    await changed(ticket({ id: 'moves', version: 3 }))
    await vi.waitFor(() => expect(tickets.byId.has('far')).toBe(true), { timeout: 5000 })
    expect([...tickets.byId.keys()].sort()).toEqual(['far', 'moves', 'old'])
  })
})

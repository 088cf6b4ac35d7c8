import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'
import { all, clear } from '../src/base'
import { useDraft } from '../src/draft'
import { useOutbox } from '../src/outbox'

const TICKET = { id: 't1', number: 100001 }
let keys: (string | null)[]
let bodies: Record<string, unknown>[]
let parents: (string | null)[]

/** The hub as seen from the network: each answer is a status, 0 for no answer at all. */
function answers(...statuses: number[]): void {
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get('Idempotency-Key'))
    parents.push(new Headers(init.headers).get('Acting-For'))
    bodies.push(JSON.parse(String(init.body)) as Record<string, unknown>)
    const status = statuses.shift() ?? 201
    if (status === 0) throw new TypeError('network')
    const headers: Record<string, string> = status === 503 ? { 'Retry-After': '4' } : {}
    const answer = new Response(JSON.stringify(status === 201 ? TICKET : { code: 'x', detail: 'no' }), { status, headers })
    Object.defineProperty(answer, 'url', { value: 'http://hub.test/api/tickets' })
    return answer
  })
}

function begin() {
  setActivePinia(createPinia())
  return useDraft()
}

beforeEach(async () => {
  await clear('outbox')
  await clear('shots')
  localStorage.clear()
  keys = []
  parents = []
  bodies = []
})

describe('the draft of a report', () => {
  it('is there again after the page was closed', () => {
    const { draft } = begin()
    draft.text = '楼道灯不亮'
    expect(begin().draft.text).toBe('楼道灯不亮')
  })

  it('is kept until the hub has it, and sent again under the same key, though the page was closed', async () => {
    const { draft, of, send } = begin()
    of('an')
    Object.assign(draft, { category: 'drain_blocked', area: 'a1', text: '堵了' })
    answers(500)
    await expect(send('下水道堵塞')).rejects.toMatchObject({ status: 500 })
    const later = begin()
    expect(later.draft.text).toBe('堵了')
    answers(201)
    expect(await later.send('下水道堵塞')).toEqual(TICKET)
    expect(keys[0]).toBe(keys[1])
    expect(later.draft).toMatchObject({ text: '', category: '', account: 'an', key: '' })
  })

  it('gets another key when something in it changed', async () => {
    const { draft, send } = begin()
    Object.assign(draft, { category: 'c', area: 'a1', text: '堵了' })
    answers(500, 201)
    await send('c').catch(() => undefined)
    draft.text = '堵了，很急'
    await send('c')
    expect(keys[0]).not.toBe(keys[1])
  })

  it('says what it is about when there is only a photo', async () => {
    const { draft, send } = begin()
    Object.assign(draft, { category: 'c', area: 'a1', photos: [{ key: 'k1', id: 'p1', preview_url: '' }] })
    answers(201)
    await send('下水道堵塞')
    expect(bodies[0]).toEqual({ area: 'a1', category: 'c', text: '下水道堵塞', photos: ['p1'] })
  })

  it('needs no words from who asks to be called, with a network or without', async () => {
    const { draft, of, send } = begin()
    of('an')
    Object.assign(draft, { category: 'c', area: 'a1', call: true, position: { lat: 26.5, lon: 101.7, metres: 12 } })
    answers(201)
    await send('下水道堵塞')
    expect(bodies[0]).toEqual({ area: 'a1', category: 'c', text: '下水道堵塞', position: { lat: 26.5, lon: 101.7, metres: 12 }, call_me: true, photos: [] })
    expect(draft.call).toBe(false)
    draft.call = true
    answers(0, 0, 0, 0)
    vi.useFakeTimers()
    const sent = send('下水道堵塞')
    await vi.advanceTimersByTimeAsync(14_000)
    vi.useRealTimers()
    await sent
    expect(useOutbox().waiting[0]!.body).toMatchObject({ call_me: true })
  })

  it('goes into the outbox without a network, under the key it was tried with, and out of it once', async () => {
    const { draft, of, send } = begin()
    const outbox = useOutbox()
    of('an')
    Object.assign(draft, { category: 'c', area: 'a1', text: '堵了', photos: [{ key: 'k1', id: 'p1', preview_url: '' }] })
    answers(0, 0, 0, 0)
    vi.useFakeTimers()
    const sent = send('c')
    await vi.advanceTimersByTimeAsync(14_000)
    vi.useRealTimers()
    expect(await sent).toBeNull()
    expect(draft.text).toBe('')
    expect(outbox.waiting.length).toBe(1)

    // Opened again by somebody else, nothing goes; by her, once.
    const told: unknown[] = []
    answers(201)
    begin()
    const later = useOutbox()
    await later.of('luo', (ticket) => told.push(ticket))
    expect(later.waiting).toEqual([])
    await later.of('an', (ticket) => told.push(ticket))
    await Promise.all([later.flush(), later.flush()])
    expect(told).toEqual([TICKET])
    expect(later.waiting).toEqual([])
    expect(new Set(keys).size).toBe(1)
    expect(keys.length).toBe(5)
  })

  it('is in line at once when the hub is busy, under the key it was tried with', async () => {
    const { draft, of, send } = begin()
    const outbox = useOutbox()
    of('an')
    Object.assign(draft, { category: 'c', area: 'a1', text: '堵了' })
    answers(503)
    expect(await send('c')).toBeNull()
    expect(outbox.queued).toBe(true)
    expect(draft.text).toBe('')
    expect(keys).toEqual([outbox.waiting[0]!.key])
  })

  it('sends what was said before the report, later too, and gives its place on the phone free', async () => {
    const { draft, of, say, send } = begin()
    const outbox = useOutbox()
    of('an')
    await say(new Blob(['hello']), 3)
    await say(new Blob(['hello again']), 4)
    expect((await all('shots')).length).toBe(1)
    Object.assign(draft, { category: 'c', area: 'a1' })
    vi.spyOn(hub, 'uploadVoice').mockRejectedValueOnce(new ApiError(0, 'client.unreachable', ''))
    expect(await send('c')).toBeNull()
    expect(draft.voice).toBeNull()
    const sent: string[] = []
    vi.spyOn(hub, 'uploadVoice').mockImplementation(async (_sound, _progress, key) => {
      sent.push(key!)
      return { id: 'v1', seconds: 4, container: 'webm', url: '', created_at: '' }
    })
    answers(201)
    await outbox.of('an', () => undefined)
    await outbox.flush()
    expect(sent.length).toBe(1)
    expect(bodies[0]).toEqual({ area: 'a1', category: 'c', text: 'c', photos: [], voice: 'v1' })
    expect(await all('shots')).toEqual([])
  })

  it('waits for her word in the outbox when the hub refuses it', async () => {
    begin()
    const outbox = useOutbox()
    answers(400, 201)
    await outbox.of('an', () => undefined)
    const one = { id: 'w1', account: 'an', at: '', body: { area: 'a1', category: 'c', text: 'x' }, shots: [], place: '', key: '', sealed: '', refused: '' }
    await outbox.add(one)
    await outbox.flush()
    expect(outbox.waiting[0]!.refused).toBe('no')
    await outbox.flush()
    expect(keys.length).toBe(1)
    await outbox.again(outbox.waiting[0]!)
    expect(outbox.waiting).toEqual([])
    expect(keys[0]).not.toBe('')
  })

  it('is one for each whom she acts for, and goes out for whom it was written', async () => {
    const { draft, of, send } = begin()
    const outbox = useOutbox()
    await outbox.of('luo', () => undefined)
    of('luo')
    draft.text = '我自己的'
    of('luo', 'mother', '王**')
    expect(draft.text).toBe('')
    Object.assign(draft, { category: 'c', area: 'a1', text: '妈妈家的' })
    answers(0, 0, 0, 0)
    expect(await send('下水道堵塞')).toBeNull()
    expect(outbox.waiting[0]).toMatchObject({ parent: 'mother', parentName: '王**' })
    of('luo')
    expect(draft.text).toBe('我自己的')
    answers(201)
    await outbox.flush()
    expect(outbox.waiting).toEqual([])
    expect(parents.at(-1)).toBe('mother') // though he is himself again
    of('luo', 'mother', '王**')
    expect(draft).toMatchObject({ text: '', parent: 'mother' })
  })

  it('is not shown to the next person on the same phone', () => {
    const { draft, of } = begin()
    of('an')
    draft.text = '我家的事'
    of('luo')
    expect(draft).toMatchObject({ account: 'luo', text: '' })
  })

  it('does not stumble over what it cannot read', () => {
    localStorage.setItem('shequ.draft', '{broken')
    expect(begin().draft.text).toBe('')
  })
})

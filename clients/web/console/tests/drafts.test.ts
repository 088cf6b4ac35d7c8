import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeskDraft, Me, PutDraft } from '@shequtong/sdk'
import { read, useDrafts, written } from '../src/drafts'
import { useForms } from '../src/forms'

const ME = { id: 'clerk', kind: 'staff' } as Me
/** The hub's drafts, with its rule: only over the version that was seen. */
let hub: Map<string, DeskDraft>
let away: boolean

function serve(): void {
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    if (away) throw new TypeError('network')
    const about = /drafts\/(\w+)/.exec(address)?.[1]
    const answer = (status: number, body: unknown) => {
      const one = new Response(JSON.stringify(body), { status })
      Object.defineProperty(one, 'url', { value: `http://hub.test${address}` })
      return one
    }
    if (about === undefined) return answer(200, { drafts: [...hub.values()] })
    const stored = hub.get(about)
    if (init.method === 'GET') return stored ? answer(200, stored) : answer(404, { code: 'draft.unknown' })
    if (init.method === 'DELETE') {
      hub.delete(about)
      return answer(200, null)
    }
    const put = JSON.parse(init.body as string) as PutDraft
    if (put.version !== (stored?.version ?? 0)) return answer(409, { code: 'draft.stale', found: { stored: stored ?? null, sent: put } })
    const saved = { about, version: put.version + 1, text: put.text!, fields: put.fields!, photos: [], caller: put.caller ?? null, updated_at: '2026-01-01T00:00:00Z' }
    hub.set(about, saved)
    return answer(200, saved)
  })
}

/** A window of the clerk's: stores of its own. */
async function window_() {
  setActivePinia(createPinia())
  const [forms, drafts] = [useForms(), useDrafts()]
  await drafts.follow(ME)
  return { forms, drafts, text: () => forms.forms.get('t1')?.values.text }
}

async function write(one: Awaited<ReturnType<typeof window_>>, text: string) {
  one.forms.open('t1', 'note', 'text', '2026-01-01T00:00:00Z')
  one.forms.forms.get('t1')!.values.text = text
  await one.drafts.save('t1')
}

beforeEach(() => {
  hub = new Map()
  away = false
  serve()
})

describe('what is kept of a form', () => {
  it('comes back as it was', () => {
    const form = { action: 'resolve', values: { text: '已疏通', photos: [{ id: 'p1', preview_url: '/p1' }] }, begun: 'then', key: 'k', sealed: 's' }
    const content = written(form)!
    expect(content.photos).toEqual(['p1'])
    expect(read(content)).toEqual({ ...form, key: '', sealed: '' })
  })

  it('has who calls apart from the rest, which is not sealed', () => {
    const values = { origin: 'visit', caller_name: '王阿姨', caller_phone: '13800000000', place_text: '12栋', text: '水管裂了' }
    const content = written({ action: 'file', values, begun: '', key: '', sealed: '' })!
    expect(content.caller).toEqual({ name: '王阿姨', phone: '13800000000' })
    expect(JSON.stringify({ ...content, caller: null })).not.toMatch(/13800000000|王阿姨/)
    expect(read(content)?.values).toEqual(values)
    expect(written({ action: 'file', values: { origin: 'phone', caller_name: '', text: '' }, begun: '', key: '', sealed: '' })).toBeNull()
    expect(written({ action: 'file', values: { origin: 'phone', caller_name: '王' }, begun: '', key: '', sealed: '' })?.caller?.name).toBe('王')
  })

  it('is nothing as long as nothing is written', () => {
    expect(written({ action: 'note', values: { text: '', audience: 'internal', photos: [] }, begun: '', key: '', sealed: '' })).toBeNull()
  })
})

describe('a draft', () => {
  it('comes back in another window, and goes when it is thrown away', async () => {
    const here = await window_()
    await write(here, '我来联系')
    const there = await window_()
    expect(there.text()).toBe('我来联系')
    here.forms.throwAway('t1')
    await here.drafts.save('t1')
    expect(hub.size).toBe(0)
    here.forms.takeBack('t1')
    await here.drafts.save('t1')
    expect(hub.get('t1')?.text).toBe('我来联系')
  })

  it('is never written over by another window: both are there until one is chosen', async () => {
    const here = await window_()
    const there = await window_()
    await write(here, '这里写的')
    await write(there, '那里写的')
    expect(hub.get('t1')?.text).toBe('这里写的')
    expect(there.text()).toBe('那里写的')
    expect(there.drafts.kept.get('t1')?.other?.text).toBe('这里写的')
    await write(there, '那里又写了')
    expect(hub.get('t1')?.text).toBe('这里写的')
    there.drafts.choose('t1', 'both')
    await vi.waitFor(() => expect(hub.get('t1')?.text).toBe('那里又写了\n这里写的'))
  })

  it('of another window survives when this one is sent', async () => {
    const here = await window_()
    const there = await window_()
    await write(here, '这里写的')
    await write(there, '那里写的')
    const draft = await there.drafts.settle('t1')
    expect(draft).toBeUndefined()
    there.drafts.sent('t1', draft)
    expect(there.text()).toBe('这里写的')
  })

  it('is not kept while it is on its way as a command, and is again when that fails', async () => {
    vi.useFakeTimers()
    const here = await window_()
    here.forms.open('t1', 'note', 'text')
    const form = here.forms.forms.get('t1')!
    form.values.text = '马上发出'
    expect(await here.drafts.settle('t1')).toBeUndefined()
    Object.assign(form, { key: 'k', sealed: '马上发出' })
    await vi.advanceTimersByTimeAsync(5000)
    expect(hub.size).toBe(0)
    here.drafts.refusedToSend('t1')
    await vi.advanceTimersByTimeAsync(5000)
    vi.useRealTimers()
    expect(hub.get('t1')?.text).toBe('马上发出')
  })

  it('that was sent elsewhere closes here, unless one has written on', async () => {
    const here = await window_()
    const there = await window_()
    await write(here, '写好了')
    await there.drafts.refresh('t1')
    expect(there.text()).toBe('写好了')
    expect(await here.drafts.settle('t1')).toBe('t1')
    hub.delete('t1')
    here.drafts.sent('t1', 't1')
    await there.drafts.refresh('t1')
    expect(there.text()).toBeUndefined()
  })

  it('waits here while the hub is away', async () => {
    vi.useFakeTimers()
    const here = await window_()
    away = true
    here.forms.open('t1', 'note', 'text')
    here.forms.forms.get('t1')!.values.text = '断网时写的'
    await vi.advanceTimersByTimeAsync(20_000)
    expect(hub.size).toBe(0)
    away = false
    await vi.advanceTimersByTimeAsync(6000)
    vi.useRealTimers()
    expect(hub.get('t1')?.text).toBe('断网时写的')
  })

  it('stays when the session ends, for the same clerk only', async () => {
    const here = await window_()
    await write(here, '写了一半')
    here.drafts.stop()
    await here.drafts.follow(ME)
    expect(here.text()).toBe('写了一半')
    here.drafts.stop()
    hub.clear()
    await here.drafts.follow({ ...ME, id: 'other' })
    expect(here.forms.forms.size).toBe(0)
  })
})

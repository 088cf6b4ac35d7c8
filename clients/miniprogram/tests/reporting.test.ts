/** The compiled report page in the simulator: what it shows, what a press sends, what is kept. */

import { describe, expect, it } from 'vitest'
import { TICKET, signedIn, world } from './given'

const at = world()

describe('reporting', () => {
  it('begins with the camera, and three presses later it is sent from home', async () => {
    at.given['POST /api/photos'] = [201, { id: 'p1' }]
    at.given['POST /api/tickets'] = [201, TICKET]
    at.phone.camera = ['wxfile://drain.jpg']
    signedIn(at.phone)
    const screen = await at.phone.open('pages/report/index')
    expect(at.phone.uploads).toMatchObject([{ filePath: 'wxfile://kept/drain.jpg', name: 'photo', header: { Authorization: 'Bearer secret-token' } }])
    expect(screen.text()).toContain('12栋3单元1-6')
    await screen.press('[data-category="drain"]')
    await screen.press('[data-send]')
    const sent = at.phone.last('/api/tickets')!
    expect(sent.body).toEqual({ area: 'w1', category: 'drain', text: '下水道堵塞', photos: ['p1'] })
    expect(sent.header['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/)
    expect(screen.text()).toContain('100 123')
    await screen.press('[data-more]')
    expect(screen.page.dom.querySelector('[data-send]')).not.toBeNull()
    await screen.press('[data-place]')
    expect(at.phone.went).toContain('/pages/place/index')
  })

  it('is kept with its photo where there is no network, also over a restart, and goes by itself as one report', async () => {
    let cut = true
    at.given['POST /api/photos'] = () => (cut ? null : [201, { id: 'p1' }])
    at.given['POST /api/tickets'] = () => (cut ? null : [201, TICKET])
    at.phone.camera = ['wxfile://drain.jpg']
    signedIn(at.phone)
    const screen = await at.phone.open('pages/report/index')
    expect(screen.page.dom.querySelector('[role="alert"]')).toBeNull()
    await screen.press('[data-category="drain"]')
    await screen.type('[data-text]', '脏水漫到楼道')
    await at.phone.patiently(() => screen.press('[data-send]'))
    expect(screen.text()).toContain('已存好')
    expect(JSON.parse(String(at.phone.storage.get('shequ.draft')))).toMatchObject({ text: '', photos: [] })
    const posts = () => at.phone.asked.filter((one) => one.method === 'POST' && one.url.endsWith('/api/tickets'))
    expect(posts()).toHaveLength(0) // its photo was not taken either

    at.phone.start() // closed and opened again, and the answer is lost on the way
    const things = await at.phone.open('pages/mine/index')
    expect(things.text()).toMatch(/等待发送.*脏水漫到楼道.*1 张照片/)
    at.given['POST /api/photos'] = [201, { id: 'p1' }]
    await at.phone.patiently(async () => at.phone.connected({ isConnected: true }))
    expect(posts()).toHaveLength(4)
    cut = false
    at.phone.start()
    await at.phone.settle()
    expect(posts()).toHaveLength(5)
    expect(posts()[4]!.body).toMatchObject({ text: '脏水漫到楼道', photos: ['p1'] })
    expect(new Set(posts().map((one) => one.header['Idempotency-Key'])).size).toBe(1)
    expect(new Set(at.phone.uploads.map((one) => one.header['Idempotency-Key'])).size).toBe(1)
    expect(at.phone.storage.get('shequ.outbox')).toBe('[]')
    expect(at.phone.files.size).toBe(0)
  })

  it('can be written in an app that was opened without a network', async () => {
    signedIn(at.phone)
    await at.phone.open('pages/home/index')
    at.phone.answer = () => null
    at.phone.start()
    const home = await at.phone.open('pages/home/index')
    expect(home.text()).toMatch(/安女士，您好.*谁管我家/)
    const screen = await at.phone.open('pages/report/index')
    expect(screen.text()).toContain('12栋3单元1-6')
    await screen.press('[data-category="drain"]')
    await screen.type('[data-text]', '堵了')
    await at.phone.patiently(() => screen.press('[data-send]'))
    expect(screen.text()).toContain('已存好')
    expect(at.phone.went).toEqual([])
  })

  it('keeps what was written when the hub says no, and what waits is hers to delete', async () => {
    at.given['POST /api/tickets'] = [400, { code: 'input.invalid', detail: '有一项没有填对。' }]
    signedIn(at.phone)
    const screen = await at.phone.open('pages/report/index')
    await screen.press('[data-category="drain"]')
    await screen.press('[data-call]')
    await screen.press('[data-send]')
    expect(screen.text()).toContain('有一项没有填对')
    expect(JSON.parse(String(at.phone.storage.get('shequ.draft')))).toMatchObject({ call: true, text: '', category: 'drain' })
    at.phone.storage.set('shequ.outbox', JSON.stringify([{ ...JSON.parse(String(at.phone.storage.get('shequ.draft'))), id: 'w1', at: '2026-11-23T01:00:00Z', text: '下水道堵塞', refused: '' }]))
    at.phone.start()
    const things = await at.phone.open('pages/mine/index')
    expect(things.text()).toContain('没有发出去：有一项没有填对。')
    await things.press('[data-remove]')
    expect(things.text()).not.toContain('等待发送')
  })

  it('takes a voice, a place and a call for who cannot type', async () => {
    at.given['POST /api/voices'] = [201, { id: 'v1' }]
    at.given['POST /api/tickets'] = [201, TICKET]
    at.given['GET /api/maps/d1'] = [404, { code: 'not_found', detail: '' }]
    at.phone.storage.set('shequ.elder', 'true')
    signedIn(at.phone)
    const screen = await at.phone.open('pages/report/index')
    await screen.press('[data-category="drain"]')
    await screen.press('[data-stand]')
    expect(screen.text()).toContain('没有允许定位')
    at.phone.place = { latitude: 26.59812345678, longitude: 101.6, accuracy: 34.6 }
    await screen.press('[data-stand]')
    expect(screen.text()).toContain('误差约 35 米')

    await screen.press('[data-speak]')
    expect(at.phone.recorded).toMatchObject([{ format: 'mp3', duration: 60_000 }])
    at.phone.recorder.onError!({ errMsg: 'operateRecorder:fail auth deny' })
    await at.phone.settle()
    expect(screen.text()).toContain('没有允许用麦克风')
    await screen.press('[data-speak]')
    at.phone.recorder.onStart!()
    await at.phone.settle()
    expect(screen.text()).toContain('正在录音')
    await screen.press('[data-stop]')
    expect(screen.text()).toContain('听一听我说的 0:07')
    const sent = at.phone.last('/api/voices')!
    expect(new TextDecoder().decode(sent.data as ArrayBuffer)).toBe('wxfile://kept/said.mp3')
    expect(sent.header).toMatchObject({ Authorization: 'Bearer secret-token', 'Content-Type': 'application/octet-stream' })
    await screen.press('[data-play]')
    expect(screen.text()).toContain('暂停 0:07')
    await screen.press('[data-call]')
    at.given['POST /api/tickets'] = [201, { ...TICKET, call_me: true, desk_name: '金沙社区' }]
    await screen.press('[data-send]')
    expect(screen.text()).toMatch(/金沙社区将在 1 小时 内签收.*社区会打电话给您/)
    expect(at.phone.last('/api/tickets')!.body).toEqual({
      area: 'w1', category: 'drain', text: '下水道堵塞', photos: [], voice: 'v1', call_me: true,
      position: { lat: 26.598123, lon: 101.6, metres: 35 },
    })
    expect(at.phone.files.size).toBe(0)
  })

  it('keeps what was said when a call comes in, and drops it when she says it anew', async () => {
    at.given['POST /api/voices'] = null
    signedIn(at.phone)
    const screen = await at.phone.open('pages/report/index')
    await screen.press('[data-speak]')
    at.phone.recorder.onStart!()
    at.phone.recorder.onInterruptionBegin!()
    await at.phone.settle()
    expect(screen.text()).toContain('听一听我说的')
    expect(at.phone.files.size).toBe(1)
    await screen.press('[data-unsay]')
    expect(at.phone.files.size).toBe(0)
    expect(screen.text()).toContain('说一段话')
  })

  it('shows the number to dial before a dangerous thing is written', async () => {
    signedIn(at.phone)
    const screen = await at.phone.open('pages/report/index')
    expect(screen.page.dom.querySelector('[data-category="gas"]')).toBeNull()
    await screen.press('[data-all]')
    await screen.press('[data-category="gas"]')
    expect(screen.text()).toContain('开窗，关阀')
    await screen.press('[data-phone="96777"]')
    expect(at.phone.went).toContain('96777')
  })

  it('asks for what is missing and sends nothing', async () => {
    signedIn(at.phone)
    const screen = await at.phone.open('pages/report/index')
    await screen.press('[data-send]')
    expect(screen.text()).toContain('请选择是什么事')
    await screen.press('[data-category="drain"]')
    await screen.press('[data-send]')
    expect(screen.text()).toContain('请写几个字')
    expect(at.phone.asked.every((one) => one.method === 'GET' || one.url.endsWith('/live-tickets'))).toBe(true)
  })

  it('offers what is likely, few at once, and what neighbours reported already', async () => {
    const similar = { id: 't7', state: 'working', category: 'drain', place: '13栋', created_at: '2026-11-23T01:00:00Z', followers: 2, own: false, following: false }
    at.given['GET /api/tickets/suggest'] = [200, { suggestions: [{ category: 'gas' }] }]
    at.given['GET /api/tickets/similar'] = [200, { tickets: [similar] }]
    at.given['POST /api/tickets/t7/follow'] = [200, { ...TICKET, id: 't7', reporter: null }]
    signedIn(at.phone)
    const screen = await at.phone.open('pages/report/index')
    expect(screen.page.dom.querySelector('[data-category="gas"]')).not.toBeNull()
    await at.phone.patiently(() => screen.press('[data-category="drain"]'))
    expect(screen.text()).toMatch(/附近有人报过.*13栋/)
    await screen.type('[data-text]', '又漫出来了')
    await screen.press('[data-same="t7"]')
    expect(at.phone.last('/follow')!.body).toEqual({ text: '又漫出来了', photos: [] })
    expect(at.phone.went.at(-1)).toBe('/pages/web/index?path=%2F%23%2Fmine%2Ft7')
    expect(JSON.parse(String(at.phone.storage.get('shequ.draft')))).toMatchObject({ category: '', text: '' })
  })
})

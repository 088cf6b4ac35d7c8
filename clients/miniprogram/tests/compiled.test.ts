/** The compiled pages in the simulator: what they show, and what a press sends. */

import { beforeEach, describe, expect, it } from 'vitest'
import { ME, TICKET, signedIn, world } from './given'

const at = world()

describe('signing in', () => {
  it('goes by phone and code, keeps the token in the app and leads home', async () => {
    at.phone.start()
    at.given['POST /api/sign-in/codes'] = [202, { expires_in: 300 }]
    at.given['POST /api/sign-in/phone'] = [200, { account: ME, expires_at: '2027-01-01T00:00:00Z', token: 'secret-token' }]
    const screen = await at.phone.open('pages/enter/index')
    await screen.type('[data-phone]', '１３９ 8765')
    await screen.press('[data-ask]')
    expect(screen.text()).toContain('11 位')
    await screen.type('[data-phone]', '139 8765 4321')
    await screen.press('[data-ask]')
    expect(at.phone.last('/codes')!.body).toEqual({ phone: '13987654321' })
    await screen.type('[data-code]', '123456')
    await screen.press('[data-enter]')
    expect(at.phone.last('/sign-in/phone')!.body).toEqual({ phone: '13987654321', code: '123456', transport: 'bearer' })
    expect(at.phone.storage.get('shequ.session')).toBe('"secret-token"')
    expect(at.phone.went).toEqual(['/pages/home/index'])
  })

  it('asks once whether WeChat may sign her in, and from then on it does', async () => {
    let bound = false
    at.phone.logins = ['code-1', 'code-2', 'code-3', 'code-4', 'code-5']
    at.given['POST /api/sign-in/wechat'] = () => (bound ? [200, { account: ME, expires_at: '2027-01-01T00:00:00Z', token: 'by-wechat' }] : [401, { code: 'wechat.unbound', detail: '这个微信还没有绑定。' }])
    at.given['POST /api/sign-in/phone'] = [200, { account: ME, expires_at: '2027-01-01T00:00:00Z', token: 'by-phone' }]
    at.given['GET /api/me/wechat'] = () => [200, { offered: true, since: bound ? '2026-11-23T01:00:00Z' : null }]
    at.given['PUT /api/me/wechat'] = () => ((bound = true), [200, { offered: true, since: '2026-11-23T01:00:00Z' }])
    at.given['DELETE /api/me/wechat'] = () => ((bound = false), [200, { offered: true, since: null }])
    at.given['POST /api/sign-out'] = [204, undefined]
    at.phone.start()
    const first = await at.phone.open('pages/enter/index')
    expect(at.phone.last('/sign-in/wechat')!.body).toEqual({ code: 'code-1', transport: 'bearer' })
    expect(first.text()).not.toContain('还没有绑定')
    await first.type('[data-phone]', '13987654321')
    await first.type('[data-code]', '123456')
    await first.press('[data-enter]')
    expect(at.phone.went).toEqual([])
    expect(first.text()).toContain('下次用微信直接登录？')
    await first.press('[data-yes]')
    expect(at.phone.last('/me/wechat')).toMatchObject({ method: 'PUT', body: { code: 'code-2' }, header: { Authorization: 'Bearer by-phone' } })
    expect(at.phone.went).toEqual(['/pages/home/index'])

    // Her session is over another day: WeChat signs her in unasked.
    at.phone.storage.delete('shequ.session')
    at.phone.start()
    await at.phone.open('pages/enter/index')
    expect(at.phone.storage.get('shequ.session')).toBe('"by-wechat"')
    expect(at.phone.went).toHaveLength(2)

    // She signs out: not before she presses.
    const home = await at.phone.open('pages/home/index')
    expect(home.text()).toContain('用微信直接登录：已打开')
    await home.press('[data-sign-out]')
    const left = await at.phone.open('pages/enter/index')
    expect(at.phone.storage.has('shequ.session')).toBe(false)
    await left.press('[data-wechat]')
    expect(at.phone.last('/sign-in/wechat')!.body.code).toBe('code-4')
    expect(at.phone.storage.get('shequ.session')).toBe('"by-wechat"')

    const again = await at.phone.open('pages/home/index')
    await again.press('[data-wechat-off]')
    expect(again.text()).toContain('用微信直接登录：没打开')
    expect(at.phone.storage.has('shequ.wechat')).toBe(false)
  })

  it('goes by the code as ever where WeChat or the hub does not know who it is', async () => {
    at.given['POST /api/sign-in/phone'] = [200, { account: ME, expires_at: '2027-01-01T00:00:00Z', token: 'by-phone' }]
    at.phone.start() // wx.login fails, and the hub offers nothing
    const screen = await at.phone.open('pages/enter/index')
    await screen.type('[data-phone]', '13987654321')
    await screen.type('[data-code]', '123456')
    await screen.press('[data-enter]')
    expect(at.phone.went).toEqual(['/pages/home/index'])
    expect(screen.page.dom.querySelector('[data-trying]')).toBeNull()
  })

  it('says what the hub says when the code is wrong', async () => {
    at.phone.start()
    at.given['POST /api/sign-in/phone'] = [401, { code: 'code.wrong', detail: '验证码不对，还可以再试 4 次。' }]
    const screen = await at.phone.open('pages/enter/index')
    await screen.type('[data-phone]', '13987654321')
    await screen.type('[data-code]', '000000')
    await screen.press('[data-enter]')
    expect(screen.text()).toContain('还可以再试 4 次')
    expect(at.phone.went).toEqual([])
  })

  it('speaks English and large when asked, and remembers', async () => {
    at.phone.start()
    const screen = await at.phone.open('pages/enter/index')
    await screen.press('[data-language]')
    expect(screen.text()).toContain('Mobile number')
    expect(at.phone.title).toBe('Sign in')
    await screen.press('[data-elder]')
    expect(screen.page.dom.innerHTML).toContain('elder')
    expect([at.phone.storage.get('shequ.locale'), at.phone.storage.get('shequ.elder')]).toEqual(['"en"', 'true'])
  })

  it('is as large as she has set WeChat, and never smaller than 长辈版 is', async () => {
    const size = async () => {
      at.phone.start()
      const screen = await at.phone.open('pages/enter/index')
      return /--size: ?(\d+)px/.exec(screen.page.dom.innerHTML)?.[1]
    }
    at.phone.type = 1.4
    expect(await size()).toBe('24')
    at.phone.storage.set('shequ.elder', 'true')
    at.phone.type = 2
    expect(await size()).toBe('30')
    at.phone.type = 0.8
    expect(await size()).toBe('21')
  })

  it('is asked for again when the hub no longer knows the token', async () => {
    at.given['GET /api/me'] = [401, { code: 'auth.required', detail: '请先登录。' }]
    signedIn(at.phone)
    await at.phone.open('pages/home/index')
    expect(at.phone.storage.has('shequ.session')).toBe(false)
    expect(at.phone.went).toContain('/pages/enter/index')
  })
})

describe('home', () => {
  it('shows the sections of where she lives in their order, and those to come as such', async () => {
    signedIn(at.phone)
    const screen = await at.phone.open('pages/home/index')
    expect(at.phone.last('/api/home')!.url).toContain('area=w1')
    expect(screen.text()).toMatch(/报修上报.*谁管我家/)
    await screen.press('[data-section="report"]')
    expect(screen.text()).toContain('尚未开通微心愿')
    await screen.press('[data-section="circle"]')
    expect(at.phone.went).toEqual(['/pages/report/index', '/pages/web/index?path=%2F%23%2Fcircle'])
    expect(at.phone.asked.every((one) => one.header.Authorization === 'Bearer secret-token')).toBe(true)
  })
})

describe('what waits for her', () => {
  const alert = { id: 'n1', kind: 'alert', state: 'published', edition: 1, asked_edition: 1, words: { zh: { title: '洪水橙色预警', summary: '请马上上楼' } }, unit: '金沙社区', published_at: '2026-11-23T01:00:00Z' }

  it('stands on the first page, an alarm before everything until she has seen it', async () => {
    let read = false
    at.given['GET /api/notices'] = () => [200, { notices: [{ notice: alert, receipt: read ? { notice: 'n1', edition: 1, reached_at: '2026-11-23T01:00:00Z' } : null }], next: null, unread: read ? 2 : 3, topics: ['public/d1/notices'] }]
    at.given['POST /api/notices/n1/reached'] = [200, {}]
    at.given['POST /api/notices/n1/read'] = () => ((read = true), [200, {}])
    at.given['GET /api/family'] = [200, { acting: [], mine: [{ id: 'm1', state: 'asked', tie: 'daughter', child_name: '小安' }] }]
    at.given['GET /api/certification/mine'] = [200, { persons: [{ name: '安女士', programme_name: '高龄津贴', standing: { id: 's1', programme: 'g1', attempt: null, due_on: '2020-01-01', certified_until: null } }] }]
    at.given['GET /api/certification/programmes'] = [200, { programmes: [{ id: 'g1', name: '高龄津贴', name_en: 'Allowance', notice_days: 30 }] }]
    at.given['GET /api/certification/consent'] = [200, { version: 1 }]
    at.phone.storage.set('shequ.elder', 'true')
    signedIn(at.phone)
    const screen = await at.phone.open('pages/home/index')
    expect(screen.text()).toMatch(/紧急通知.*洪水橙色预警.*请马上上楼.*安女士，您好/)
    expect(at.phone.last('/reached')).toBeDefined()
    expect(screen.text()).toMatch(/女儿 小安 想替您办事.*安女士：高龄津贴认证.*3 条公告还没看/)
    expect(screen.text()).not.toContain('尚未开通')
    await screen.press('[data-known]')
    expect(at.phone.last('/read')!.body).toEqual({ edition: 1 })
    expect(screen.text()).not.toContain('洪水橙色预警')
    await screen.press('[data-due="s1"]')
    await screen.press('[data-family="m1"]')
    await screen.press('[data-unread]')
    expect(at.phone.went).toEqual(['/pages/certify/index', '/pages/web/index?path=%2F%23%2Ffamily', '/pages/web/index?path=%2F%23%2Fnotices'])
  })
})

describe('a page in the web-view', () => {
  it('is entered by a ticket, never by the token, with the look handed over', async () => {
    at.given['POST /api/page-tickets'] = [201, { ticket: 'page-ticket', expires_in: 60 }]
    at.phone.storage.set('shequ.elder', 'true')
    signedIn(at.phone)
    const screen = await at.phone.open('pages/web/index', { path: encodeURIComponent('/#/circle') })
    expect(at.phone.last('/page-tickets')!.body).toEqual({ path: '/?elder=on&locale=zh-CN#/circle' })
    expect(screen.attribute('wx-web-view', 'src')).toMatch(/^http[^?]*\/enter\?ticket=page-ticket$/)
  })

  it('says that it did not open, and tries again', async () => {
    at.given['POST /api/page-tickets'] = [400, { code: 'page.unknown', detail: '没有这个页面。' }]
    signedIn(at.phone)
    const screen = await at.phone.open('pages/web/index', { path: '%2F' })
    expect(screen.text()).toContain('没有这个页面')
    at.given['POST /api/page-tickets'] = [201, { ticket: 'second', expires_in: 60 }]
    await screen.press('[data-again]')
    expect(screen.attribute('wx-web-view', 'src')).toContain('ticket=second')
  })
})

describe('my things', () => {
  const joins = async (seq: number) => {
    const socket = at.phone.sockets.at(-1)!
    socket.says('open')
    socket.says('message', { data: JSON.stringify({ op: 'welcome', session: 'x', epoch: 'e1', seq, heartbeat: 15, limits: { message: 65536, topics: 128 } }) })
    await at.phone.settle()
    const all = socket.sent.filter((one) => one.op === 'subscribe')
    for (const one of all) {
      socket.says('message', { data: JSON.stringify({ op: 'subscribed', id: one.id, topics: one.topics, epoch: 'e1', seq }) })
      socket.says('message', { data: JSON.stringify({ op: 'recovered', id: one.id, seq }) })
    }
    const asked = all[0]!
    await at.phone.settle()
    return { socket, asked }
  }
  const changed = (seq: number, version: number, state: string) => ({
    data: JSON.stringify({ op: 'event', seq, type: 'ticket.changed', subject: 't1', area: null, at: '2026-11-23T01:02:00Z', data: { ticket: { ...TICKET, version, state } } }),
  })

  it('change live, sleep in the background, and go on from where they were', async () => {
    signedIn(at.phone)
    const screen = await at.phone.open('pages/mine/index')
    expect(screen.text()).toContain('待签收')
    const { socket } = await joins(3)
    expect(socket.url).not.toContain('secret-token')
    expect(socket.sent[0]).toMatchObject({ op: 'hello', ticket: 'one-use' })
    socket.says('message', changed(4, 2, 'acknowledged'))
    await at.phone.settle()
    expect(screen.text()).toContain('已签收')
    expect(screen.text()).toContain('实时连接')

    at.phone.hide()
    expect(socket.closed).toBe(true)
    at.phone.show()
    await at.phone.settle()
    expect(at.phone.sockets).toHaveLength(2)
    const { asked, socket: second } = await joins(4)
    expect(asked.from).toEqual({ epoch: 'e1', seq: 4 })
    second.says('message', changed(5, 3, 'resolved'))
    await at.phone.settle()
    expect(screen.text()).toContain('请您确认')
  })
})

describe('certification', () => {
  const standing = { id: 's1', programme: 'g1', area: 'c1', consent: 2, attempt: null as string | null, tries: 0, due_on: '2026-11-30', certified_on: null, certified_until: null, benefit: 'paid' }
  const person = () => ({ name: '李奶奶', id_number: '', place: '12栋', programme_name: '高龄津贴', mine: true, standing: { ...standing } })
  let attempts: object[]
  beforeEach(() => {
    attempts = []
    standing.attempt = null
    standing.consent = 2
    at.given['GET /api/certification/mine'] = () => [200, { persons: [person()] }]
    at.given['GET /api/certification/programmes'] = [200, { programmes: [{ id: 'g1', name: '高龄津贴', name_en: 'Allowance', notice_days: 30, freshness: ['newspaper', 'code'], newspaper_days: 3, most_tries: 5 }] }]
    at.given['GET /api/certification/consent'] = [200, { version: 2, text: '', text_en: '' }]
    at.given['GET /api/certification/persons/s1'] = () => [200, { person: person(), attempts }]
  })

  it('goes from the person to digits, camera, sending and the verdict', async () => {
    at.given['POST /api/certification/persons/s1/code'] = [201, { code: '4827', expires_in: 600 }]
    at.given['POST /api/photos'] = [201, { id: 'p9' }]
    at.given['POST /api/certification/persons/s1/attempts'] = () => {
      standing.attempt = 'x1'
      attempts = [{ id: 'x1', state: 'checking', reasons: [], note: null }]
      return [201, {}]
    }
    signedIn(at.phone)
    const screen = await at.phone.open('pages/certify/index')
    await screen.press('[data-person="s1"]')
    await screen.press('[data-kind="code"]')
    expect(screen.text()).toContain('4827')
    await screen.press('[data-open]')
    await screen.press('[data-shoot]')
    await screen.press('[data-another]')
    expect(screen.text()).toContain('第一张已经留好了')
    expect(at.phone.uploads).toEqual([])
    await screen.press('[data-enough]')
    expect(at.phone.uploads).toMatchObject([{ filePath: 'wxfile://face.jpg' }])
    expect(at.phone.last('/attempts')!.body).toEqual({ photo: 'p9', second_photo: null, freshness: 'code' })
    expect(screen.text()).toContain('正在核验')

    standing.attempt = null
    attempts = [{ id: 'x1', state: 'retake', reasons: ['dark'], note: null }]
    at.phone.shows(screen)
    await at.phone.settle()
    expect(screen.text()).toContain('太暗了')
  })

  it('leaves the consent to the page with its whole text', async () => {
    standing.consent = 1
    signedIn(at.phone)
    const screen = await at.phone.open('pages/certify/index')
    await screen.press('[data-person="s1"]')
    expect(screen.page.dom.querySelector('[data-kind]')).toBeNull()
    await screen.press('[data-consent]')
    expect(at.phone.went).toContain('/pages/web/index?path=%2F%23%2Fcertification%2Fs1')
  })
})

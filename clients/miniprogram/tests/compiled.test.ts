/** The compiled pages in the simulator: what they show, and what a press sends. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Phone } from './phone'
import type { Asked, Given } from './phone'

const ME = {
  id: 'a1', kind: 'resident', name: '安女士', locale: 'zh-CN', practice: false, second_factor: false, look: null,
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
const TICKET = {
  id: 't1', version: 1, number: 100123, state: 'reported', category: 'drain', place: '12栋', place_text: null, created_at: '2026-11-23T01:00:00Z', waiting_since: null,
  reporter: { id: 'a1', name: '安女士' },
}

let phone: Phone
let given: Record<string, Given | ((asked: Asked) => Given)>

beforeEach(() => {
  phone = new Phone({ locale: '"zh-CN"' })
  given = {
    'GET /api/me': [200, ME],
    'GET /api/ticket-categories': [200, { categories: [DRAIN, GAS] }],
    'GET /api/home': [200, { sections: SECTIONS }],
    'GET /api/tickets': [200, { tickets: [TICKET], next: null }],
    'POST /api/live-tickets': [201, { ticket: 'one-use', expires_in: 60 }],
    'GET /api/demo/sign-ins': [404, { code: 'not_found', detail: '没有找到。' }],
  }
  phone.answer = (asked) => {
    const path = asked.url.replace(/^https?:\/\/[^/]+/, '').split('?')[0]!
    const found = given[`${asked.method} ${path}`]
    return typeof found === 'function' ? found(asked) : found === undefined ? [404, { code: 'not_found', detail: '没有找到。' }] : found
  }
})
afterEach(() => phone.end())

const signedIn = () => phone.storage.set('shequ.session', '"secret-token"') && phone.start()

describe('signing in', () => {
  it('goes by phone and code, keeps the token in the app and leads home', async () => {
    phone.start()
    given['POST /api/sign-in/codes'] = [202, { expires_in: 300 }]
    given['POST /api/sign-in/phone'] = [200, { account: ME, expires_at: '2027-01-01T00:00:00Z', token: 'secret-token' }]
    const screen = await phone.open('pages/enter/index')
    await screen.type('[data-phone]', '１３９ 8765')
    await screen.press('[data-ask]')
    expect(screen.text()).toContain('11 位')
    await screen.type('[data-phone]', '139 8765 4321')
    await screen.press('[data-ask]')
    expect(phone.last('/codes')!.body).toEqual({ phone: '13987654321' })
    await screen.type('[data-code]', '123456')
    await screen.press('[data-enter]')
    expect(phone.last('/sign-in/phone')!.body).toEqual({ phone: '13987654321', code: '123456', transport: 'bearer' })
    expect(phone.storage.get('shequ.session')).toBe('"secret-token"')
    expect(phone.went).toEqual(['/pages/home/index'])
  })

  it('asks once whether WeChat may sign her in, and from then on it does', async () => {
    let bound = false
    phone.logins = ['code-1', 'code-2', 'code-3', 'code-4', 'code-5']
    given['POST /api/sign-in/wechat'] = () => (bound ? [200, { account: ME, expires_at: '2027-01-01T00:00:00Z', token: 'by-wechat' }] : [401, { code: 'wechat.unbound', detail: '这个微信还没有绑定。' }])
    given['POST /api/sign-in/phone'] = [200, { account: ME, expires_at: '2027-01-01T00:00:00Z', token: 'by-phone' }]
    given['GET /api/me/wechat'] = () => [200, { offered: true, since: bound ? '2026-11-23T01:00:00Z' : null }]
    given['PUT /api/me/wechat'] = () => ((bound = true), [200, { offered: true, since: '2026-11-23T01:00:00Z' }])
    given['DELETE /api/me/wechat'] = () => ((bound = false), [200, { offered: true, since: null }])
    given['POST /api/sign-out'] = [204, undefined]
    phone.start()
    const first = await phone.open('pages/enter/index')
    expect(phone.last('/sign-in/wechat')!.body).toEqual({ code: 'code-1', transport: 'bearer' })
    expect(first.text()).not.toContain('还没有绑定')
    await first.type('[data-phone]', '13987654321')
    await first.type('[data-code]', '123456')
    await first.press('[data-enter]')
    expect(phone.went).toEqual([])
    expect(first.text()).toContain('下次用微信直接登录？')
    await first.press('[data-yes]')
    expect(phone.last('/me/wechat')).toMatchObject({ method: 'PUT', body: { code: 'code-2' }, header: { Authorization: 'Bearer by-phone' } })
    expect(phone.went).toEqual(['/pages/home/index'])

    // Her session is over another day: WeChat signs her in unasked.
    phone.storage.delete('shequ.session')
    phone.start()
    await phone.open('pages/enter/index')
    expect(phone.storage.get('shequ.session')).toBe('"by-wechat"')
    expect(phone.went).toHaveLength(2)

    // She signs out: not before she presses.
    const home = await phone.open('pages/home/index')
    expect(home.text()).toContain('用微信直接登录：已打开')
    await home.press('[data-sign-out]')
    const left = await phone.open('pages/enter/index')
    expect(phone.storage.has('shequ.session')).toBe(false)
    await left.press('[data-wechat]')
    expect(phone.last('/sign-in/wechat')!.body.code).toBe('code-4')
    expect(phone.storage.get('shequ.session')).toBe('"by-wechat"')

    const again = await phone.open('pages/home/index')
    await again.press('[data-wechat-off]')
    expect(again.text()).toContain('用微信直接登录：没打开')
    expect(phone.storage.has('shequ.wechat')).toBe(false)
  })

  it('goes by the code as ever where WeChat or the hub does not know who it is', async () => {
    given['POST /api/sign-in/phone'] = [200, { account: ME, expires_at: '2027-01-01T00:00:00Z', token: 'by-phone' }]
    phone.start() // wx.login fails, and the hub offers nothing
    const screen = await phone.open('pages/enter/index')
    await screen.type('[data-phone]', '13987654321')
    await screen.type('[data-code]', '123456')
    await screen.press('[data-enter]')
    expect(phone.went).toEqual(['/pages/home/index'])
    expect(screen.page.dom.querySelector('[data-trying]')).toBeNull()
  })

  it('says what the hub says when the code is wrong', async () => {
    phone.start()
    given['POST /api/sign-in/phone'] = [401, { code: 'code.wrong', detail: '验证码不对，还可以再试 4 次。' }]
    const screen = await phone.open('pages/enter/index')
    await screen.type('[data-phone]', '13987654321')
    await screen.type('[data-code]', '000000')
    await screen.press('[data-enter]')
    expect(screen.text()).toContain('还可以再试 4 次')
    expect(phone.went).toEqual([])
  })

  it('speaks English and large when asked, and remembers', async () => {
    phone.start()
    const screen = await phone.open('pages/enter/index')
    await screen.press('[data-language]')
    expect(screen.text()).toContain('Mobile number')
    expect(phone.title).toBe('Sign in')
    await screen.press('[data-elder]')
    expect(screen.page.dom.innerHTML).toContain('elder')
    expect([phone.storage.get('shequ.locale'), phone.storage.get('shequ.elder')]).toEqual(['"en"', 'true'])
  })

  it('is asked for again when the hub no longer knows the token', async () => {
    given['GET /api/me'] = [401, { code: 'auth.required', detail: '请先登录。' }]
    signedIn()
    await phone.open('pages/home/index')
    expect(phone.storage.has('shequ.session')).toBe(false)
    expect(phone.went).toContain('/pages/enter/index')
  })
})

describe('home', () => {
  it('shows the sections of where she lives in their order, and those to come as such', async () => {
    signedIn()
    const screen = await phone.open('pages/home/index')
    expect(phone.last('/api/home')!.url).toContain('area=w1')
    expect(screen.text()).toMatch(/报修上报.*谁管我家.*微心愿尚未开通/)
    await screen.press('[data-section="report"]')
    await screen.press('[data-section="wishes"]')
    await screen.press('[data-section="circle"]')
    expect(phone.went).toEqual(['/pages/report/index', '/pages/web/index?path=%2F%23%2Fcircle'])
    expect(phone.asked.every((one) => one.header.Authorization === 'Bearer secret-token')).toBe(true)
  })
})

describe('a page in the web-view', () => {
  it('is entered by a ticket, never by the token, with the look handed over', async () => {
    given['POST /api/page-tickets'] = [201, { ticket: 'page-ticket', expires_in: 60 }]
    phone.storage.set('shequ.elder', 'true')
    signedIn()
    const screen = await phone.open('pages/web/index', { path: encodeURIComponent('/#/circle') })
    expect(phone.last('/page-tickets')!.body).toEqual({ path: '/?elder=on&locale=zh-CN#/circle' })
    expect(screen.attribute('wx-web-view', 'src')).toMatch(/^http[^?]*\/enter\?ticket=page-ticket$/)
  })

  it('says that it did not open, and tries again', async () => {
    given['POST /api/page-tickets'] = [400, { code: 'page.unknown', detail: '没有这个页面。' }]
    signedIn()
    const screen = await phone.open('pages/web/index', { path: '%2F' })
    expect(screen.text()).toContain('没有这个页面')
    given['POST /api/page-tickets'] = [201, { ticket: 'second', expires_in: 60 }]
    await screen.press('[data-again]')
    expect(screen.attribute('wx-web-view', 'src')).toContain('ticket=second')
  })
})

describe('reporting', () => {
  it('begins with the camera, and three presses later it is sent from home', async () => {
    given['POST /api/photos'] = [201, { id: 'p1' }]
    given['POST /api/tickets'] = [201, TICKET]
    phone.camera = ['wxfile://drain.jpg']
    signedIn()
    const screen = await phone.open('pages/report/index')
    expect(phone.uploads).toMatchObject([{ filePath: 'wxfile://drain.jpg', name: 'photo', header: { Authorization: 'Bearer secret-token' } }])
    expect(screen.text()).toContain('12栋3单元1-6')
    await screen.press('[data-category="drain"]')
    await screen.press('[data-send]')
    const sent = phone.last('/api/tickets')!
    expect(sent.body).toEqual({ area: 'w1', category: 'drain', text: '下水道堵塞', photos: ['p1'] })
    expect(sent.header['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/)
    expect(screen.text()).toContain('100 123')
    await screen.press('[data-more]')
    expect(screen.page.dom.querySelector('[data-send]')).not.toBeNull()
    await screen.press('[data-place]')
    expect(phone.went).toContain('/pages/place/index')
  })

  it('keeps words and key when no answer comes, also over a restart, and it stays one report', async () => {
    let answers: Given[] = [null, null, null, null, [201, TICKET]]
    given['POST /api/tickets'] = () => answers.shift()!
    signedIn()
    const screen = await phone.open('pages/report/index')
    await screen.press('[data-category="drain"]')
    await screen.type('[data-text]', '脏水漫到楼道')
    await phone.patiently(() => screen.press('[data-send]'))
    const posts = () => phone.asked.filter((one) => one.method === 'POST' && one.url.endsWith('/api/tickets'))
    expect(posts()).toHaveLength(4)
    expect(screen.text()).toContain('内容已替您保存')

    phone.start() // closed and opened again
    answers = [[201, TICKET]]
    const later = await phone.open('pages/report/index')
    await later.press('[data-send]')
    expect(later.text()).toContain('100 123')
    expect(posts()[4]!.body.text).toBe('脏水漫到楼道')
    expect(new Set(posts().map((one) => one.header['Idempotency-Key'])).size).toBe(1)
    expect(JSON.parse(String(phone.storage.get('shequ.draft')))).toMatchObject({ text: '', key: '', category: '' })
  })

  it('shows the number to dial before a dangerous thing is written', async () => {
    signedIn()
    const screen = await phone.open('pages/report/index')
    await screen.press('[data-category="gas"]')
    expect(screen.text()).toContain('开窗，关阀')
    await screen.press('[data-phone="96777"]')
    expect(phone.went).toContain('96777')
  })

  it('asks for what is missing and sends nothing', async () => {
    signedIn()
    const screen = await phone.open('pages/report/index')
    await screen.press('[data-send]')
    expect(screen.text()).toContain('请选择是什么事')
    await screen.press('[data-category="drain"]')
    await screen.press('[data-send]')
    expect(screen.text()).toContain('请写几个字')
    expect(phone.last('/api/tickets')).toBeUndefined()
  })
})

describe('my things', () => {
  const joins = async (seq: number) => {
    const socket = phone.sockets.at(-1)!
    socket.says('open')
    socket.says('message', { data: JSON.stringify({ op: 'welcome', session: 'x', epoch: 'e1', seq, heartbeat: 15, limits: { message: 65536, topics: 128 } }) })
    await phone.settle()
    const asked = socket.sent.filter((one) => one.op === 'subscribe').at(-1)!
    socket.says('message', { data: JSON.stringify({ op: 'subscribed', id: asked.id, topics: asked.topics, epoch: 'e1', seq }) })
    socket.says('message', { data: JSON.stringify({ op: 'recovered', id: asked.id, seq }) })
    await phone.settle()
    return { socket, asked }
  }
  const changed = (seq: number, version: number, state: string) => ({
    data: JSON.stringify({ op: 'event', seq, type: 'ticket.changed', subject: 't1', area: null, at: '2026-11-23T01:02:00Z', data: { ticket: { ...TICKET, version, state } } }),
  })

  it('change live, sleep in the background, and go on from where they were', async () => {
    signedIn()
    const screen = await phone.open('pages/mine/index')
    expect(screen.text()).toContain('待签收')
    const { socket } = await joins(3)
    expect(socket.url).not.toContain('secret-token')
    expect(socket.sent[0]).toMatchObject({ op: 'hello', ticket: 'one-use' })
    socket.says('message', changed(4, 2, 'acknowledged'))
    await phone.settle()
    expect(screen.text()).toContain('已签收')
    expect(screen.text()).toContain('实时连接')

    phone.hide()
    expect(socket.closed).toBe(true)
    phone.show()
    await phone.settle()
    expect(phone.sockets).toHaveLength(2)
    const { asked, socket: second } = await joins(4)
    expect(asked.from).toEqual({ epoch: 'e1', seq: 4 })
    second.says('message', changed(5, 3, 'resolved'))
    await phone.settle()
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
    given['GET /api/certification/mine'] = () => [200, { persons: [person()] }]
    given['GET /api/certification/programmes'] = [200, { programmes: [{ id: 'g1', name: '高龄津贴', name_en: 'Allowance', notice_days: 30, freshness: ['newspaper', 'code'], newspaper_days: 3, most_tries: 5 }] }]
    given['GET /api/certification/consent'] = [200, { version: 2, text: '', text_en: '' }]
    given['GET /api/certification/persons/s1'] = () => [200, { person: person(), attempts }]
  })

  it('goes from the person to digits, camera, sending and the verdict', async () => {
    given['POST /api/certification/persons/s1/code'] = [201, { code: '4827', expires_in: 600 }]
    given['POST /api/photos'] = [201, { id: 'p9' }]
    given['POST /api/certification/persons/s1/attempts'] = () => {
      standing.attempt = 'x1'
      attempts = [{ id: 'x1', state: 'checking', reasons: [], note: null }]
      return [201, {}]
    }
    signedIn()
    const screen = await phone.open('pages/certify/index')
    await screen.press('[data-person="s1"]')
    await screen.press('[data-kind="code"]')
    expect(screen.text()).toContain('4827')
    await screen.press('[data-open]')
    await screen.press('[data-shoot]')
    await screen.press('[data-another]')
    expect(screen.text()).toContain('第一张已经留好了')
    expect(phone.uploads).toEqual([])
    await screen.press('[data-enough]')
    expect(phone.uploads).toMatchObject([{ filePath: 'wxfile://face.jpg' }])
    expect(phone.last('/attempts')!.body).toEqual({ photo: 'p9', second_photo: null, freshness: 'code' })
    expect(screen.text()).toContain('正在核验')

    standing.attempt = null
    attempts = [{ id: 'x1', state: 'retake', reasons: ['dark'], note: null }]
    phone.shows(screen)
    await phone.settle()
    expect(screen.text()).toContain('太暗了')
  })

  it('leaves the consent to the page with its whole text', async () => {
    standing.consent = 1
    signedIn()
    const screen = await phone.open('pages/certify/index')
    await screen.press('[data-person="s1"]')
    expect(screen.page.dom.querySelector('[data-kind]')).toBeNull()
    await screen.press('[data-consent]')
    expect(phone.went).toContain('/pages/web/index?path=%2F%23%2Fcertification%2Fs1')
  })
})

// @vitest-environment node
/** The adapters against a real hub, which `tests/clients/miniprogram/test_adapters.py` runs and names here. */

import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'

// Its hooks are the compiler's business.
vi.mock('@dcloudio/uni-app', () => ({ onShow: () => undefined }))

const { VITE_HUB: base = '', TOKEN: token = '', AREA: area = '', PHOTO: photo = '', VOICE: voice = '', PHONE: number = '' } = process.env
const stored = new Map<string, string>()
let logins = 0

/** WeChat's own functions over Node's: the same callbacks, the same shapes. */
const wx = {
  getStorageSync: (key: string) => stored.get(key) ?? '',
  setStorageSync: (key: string, value: string) => void stored.set(key, value),
  removeStorageSync: (key: string) => void stored.delete(key),
  reLaunch: () => undefined,
  login: ({ success }: { success(given: { code: string }): void }) => success({ code: `mini-${++logins}` }),
  request: (one: UniApp.RequestOptions) =>
    void fetch(one.url, { method: one.method!, headers: one.header as Record<string, string>, ...(one.data === undefined ? {} : { body: one.data as string }) })
      .then(async (answer) => one.success!({ statusCode: answer.status, header: Object.fromEntries(answer.headers), data: await answer.text(), cookies: [] }))
      .catch((cause: unknown) => one.fail!({ errMsg: String(cause) })),
  connectSocket: ({ url, protocols }: UniApp.ConnectSocketOption) => {
    const socket = new WebSocket(url, protocols)
    return {
      onOpen: (heard: () => void) => void socket.on('open', heard),
      onMessage: (heard: (frame: { data: string }) => void) => void socket.on('message', (data) => heard({ data: String(data) })),
      onClose: (heard: (end: { code: number }) => void) => void socket.on('close', (code) => heard({ code })),
      onError: (heard: () => void) => void socket.on('error', heard),
      send: ({ data }: { data: string }) => socket.send(data),
      close: ({ code }: { code: number }) => socket.close(code),
    }
  },
  getFileSystemManager: () => ({
    access: ({ success }: { success(): void }) => success(),
    readFile: ({ filePath, success }: { filePath: string; success(given: object): void }) => success({ data: new Uint8Array(readFileSync(filePath)) }),
  }),
  uploadFile: ({ url, filePath, name, header, success, fail }: UniApp.UploadFileOption) => {
    const form = new FormData()
    form.append(name!, new Blob([new Uint8Array(readFileSync(filePath!))]), 'photo.jpg')
    void fetch(url!, { method: 'POST', headers: header as Record<string, string>, body: form })
      .then(async (answer) => success!({ statusCode: answer.status, data: await answer.text() }))
      .catch((cause: unknown) => fail!({ errMsg: String(cause) }))
    return { onProgressUpdate: () => undefined }
  },
}

async function until<T>(look: () => T | null | undefined | false | Promise<T | null | undefined>): Promise<T> {
  const end = Date.now() + 30_000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error('not seen')
    await new Promise((done) => setTimeout(done, 20))
  }
}

describe.runIf(base !== '')('the mini-program at a real hub', () => {
  beforeAll(() => {
    Object.assign(globalThis, { uni: wx })
    stored.set('shequ.session', JSON.stringify(token))
  })

  it('signs in, reports with a photo, hears of it, sleeps, wakes, and opens a page', async () => {
    const { hub, pageAddress, uploadPhoto } = await import('../src/hub')
    const { draft, send } = await import('../src/draft')
    const session = await import('../src/session')
    const things = await import('../src/things')
    await session.load()
    const me = session.me.value!
    expect(me.kind).toBe('resident')
    things.follow()
    await until(() => session.liveState.value.kind === 'live' && things.loaded.value)

    const { id } = await uploadPhoto(photo)
    Object.assign(draft, { category: 'drain_blocked', area, text: '堵了', photos: [{ key: 'p', id, file: '' }] })
    const first = (await send('下水道'))!
    expect(draft.text).toBe('')
    await until(() => things.all.value.length === 1)
    expect((await hub.ticket(first.id)).data.photos.map((one) => one.id)).toEqual([id])

    session.sleep()
    expect(session.liveState.value.kind).toBe('offline')
    Object.assign(draft, {
      category: 'drain_blocked', area, call: true, position: { lat: 26.598123, lon: 101.6, metres: 35 },
      voice: { key: 'v', id: '', file: voice, seconds: 2 },
    })
    const second = (await send('下水道'))!
    expect(things.all.value.map((one) => one.id)).toEqual([first.id])
    const { data: spoken } = await hub.ticket(second.id)
    expect(spoken.voice).toMatchObject({ container: 'mp3', seconds: 2 })
    expect(spoken.position).toMatchObject({ lat: 26.598123, lon: 101.6 })
    session.wake()
    await until(() => things.all.value.length === 2)
    expect(things.open.value[0]!.id).toBe(second.id)
    await until(() => session.liveState.value.kind === 'live')

    const address = await pageAddress('/?elder=on&locale=zh-CN#/mine')
    expect(address).not.toContain(token)
    const entered = await fetch(address, { redirect: 'manual' })
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/?elder=on&locale=zh-CN#/mine'])
    const cookie = entered.headers.get('set-cookie')!.split(';')[0]!
    const page = async () => (await fetch(`${base}/api/me`, { headers: { Cookie: cookie } })).status
    expect(await page()).toBe(200)

    await session.signOut()
    expect(await page()).toBe(401)
    expect(stored.has('shequ.session')).toBe(false)
  })

  it('signs in by a code to her phone once, and from then on by WeChat', async () => {
    const { hub } = await import('../src/hub')
    const session = await import('../src/session')
    const wechat = await import('../src/wechat')
    const unbound = () => expect(session.signInByWechat()).rejects.toMatchObject({ code: 'wechat.unbound', message: expect.stringContaining('手机验证码') })
    await unbound()
    await hub.requestCode(number, 'a-key-of-this-test')
    const inbox = async () => ((await (await fetch(`${base}/api/demo/inbox`)).json()) as { messages: { text: string }[] }).messages
    const code = await until(async () => /验证码 (\d{6})/.exec((await inbox())[0]?.text ?? '')?.[1])
    await session.signInByPhone(number, code)
    const { id } = session.me.value!
    await wechat.remember()
    await session.signOut()
    await session.signInByWechat()
    expect(session.me.value!.id).toBe(id)
    expect((await hub.get('/api/me/wechat', {})).since).not.toBeNull()
    await wechat.unbind()
    await session.signOut()
    await unbound()
  })

  it('says in her language what the hub refuses, and when nobody answers', async () => {
    const { hub } = await import('../src/hub')
    const { requests } = await import('../src/platform/request')
    const { sentence } = await import('../src/texts')
    await expect(hub.me().catch(sentence)).resolves.toBe('请先登录。')
    const nobody = requests(() => '', () => undefined)
    await expect(nobody('http://127.0.0.1:1/api/me', { method: 'GET', headers: {} })).rejects.toThrow()
  })
})

/**
 * A phone with WeChat around the compiled mini-program, as far as it is used: storage, requests, sockets, pages. The
 * simulator renders the compiled pages; what they ask of WeChat is kept here and answered by the test.
 */

import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** It also makes WeChat's `Component`. */
const simulate = createRequire(import.meta.filename)('miniprogram-simulate') as {
  load(path: string, options: object): string
  render(id: string): Component
}
const exparser = createRequire(import.meta.filename)('miniprogram-exparser') as {
  Event: { create(name: string, detail: object, options: object): unknown; dispatchEvent(element: unknown, event: unknown): void }
}

// The simulator's own compiler takes the name of an event's handler as it is written; uni-app writes it as an expression.
const fromSimulator = createRequire(createRequire(import.meta.filename).resolve('miniprogram-simulate'))
interface Generated { event?: Record<string, { handler: string }> }
const VirtualNode = fromSimulator('j-component/src/template/virtualnode.js') as { prototype: { generate(options: { data: object }): Generated | null } }
const expr = fromSimulator('j-component/src/template/expr.js') as { getExpression(text: string): unknown; calcExpression(expression: unknown, data: object): unknown }
const generate = VirtualNode.prototype.generate
VirtualNode.prototype.generate = function (options) {
  const made = generate.call(this, options)
  if (made?.event !== undefined) {
    const named = Object.entries(made.event).map(([name, one]) => [name, { ...one, handler: String(expr.calcExpression(expr.getExpression(one.handler), options.data)) }])
    made.event = Object.fromEntries(named) as Generated['event'] & object
  }
  return made
}

const BUILT = join(import.meta.dirname, '../dist/build/mp-weixin')

export interface Asked {
  url: string
  method: string
  header: Record<string, string>
  data?: string | ArrayBuffer
  body: Record<string, unknown>
}

interface Request {
  url: string
  method: string
  header: Record<string, string>
  data?: string | ArrayBuffer
  success(answer: { statusCode: number; header: Record<string, string>; data: string }): void
  fail(why: { errMsg: string }): void
  complete?(): void
}

/** Status and body; null: no answer comes. */
export type Given = [number, unknown] | null

export class Socket {
  sent: Record<string, unknown>[] = []
  closed = false
  private on: Record<string, (given: never) => void> = {}
  constructor(readonly url: string) {}
  onOpen = (heard: () => void) => void (this.on.open = heard)
  onMessage = (heard: (frame: { data: string }) => void) => void (this.on.message = heard)
  onClose = (heard: (end: { code: number }) => void) => void (this.on.close = heard)
  onError = (heard: () => void) => void (this.on.error = heard)
  send = ({ data }: { data: string }) => void this.sent.push(JSON.parse(data) as Record<string, unknown>)
  close = () => {
    this.closed = true
    this.says('close', { code: 1000 })
  }
  says(what: string, given: unknown = undefined): void {
    this.on[what]?.(given as never)
  }
}

interface Component {
  dom: HTMLElement
  instance: Record<string, unknown>
  attach(parent: Node): void
  detach(): void
}

export interface Screen {
  page: Component
  /** What stands on it. */
  text(): string
  press(selector: string): Promise<void>
  type(selector: string, value: string): Promise<void>
  attribute(selector: string, name: string): unknown
  emits(selector: string, name: string, detail?: object): Promise<void>
}

export class Phone {
  readonly storage = new Map<string, unknown>()
  readonly asked: Asked[] = []
  readonly went: string[] = []
  readonly uploads: { url: string; filePath: string; name: string; header: Record<string, string> }[] = []
  readonly sockets: Socket[] = []
  /** Files that the camera gives next. */
  camera: string[] = []
  /** What `wx.login` gives next; none: WeChat fails. */
  logins: string[] = []
  /** How large type is set in WeChat. */
  type = 1
  /** What the bar above the page says. */
  title = ''
  answer: (asked: Asked) => Given = () => [404, { code: 'not_found', detail: '没有找到。' }]
  /** Where it stands; a text: why it does not say. */
  place: { latitude: number; longitude: number; accuracy: number } | string = 'getLocation:fail auth deny'
  /** What the recorder does, as it is told to. */
  readonly recorded: object[] = []
  readonly recorder: Record<string, (given?: object) => void> = {}
  readonly sound: Record<string, (given?: object) => void> = {}
  /** Saved files that are there; what a press of the network's switch calls. */
  readonly files = new Set<string>()
  connected: (now: { isConnected: boolean }) => void = () => undefined
  private folder = ''
  private readonly folders: string[] = []
  private app: Record<string, (options: object) => void> = {}
  private shown: Component[] = []

  constructor(kept: Record<string, string>) {
    for (const [name, value] of Object.entries(kept)) this.storage.set(`shequ.${name}`, value)
    if (!existsSync(join(BUILT, 'app.js'))) throw new Error('npm run build comes first')
    const wx: Record<string, unknown> = {
      getStorageSync: (key: string) => this.storage.get(key) ?? '',
      setStorageSync: (key: string, value: unknown) => void this.storage.set(key, value),
      removeStorageSync: (key: string) => void this.storage.delete(key),
      request: (one: Request) => this.request(one),
      connectSocket: ({ url }: { url: string }) => {
        const socket = new Socket(url)
        this.sockets.push(socket)
        return socket
      },
      uploadFile: (one: Phone['uploads'][number] & { success(answer: object): void; fail(): void }) => {
        this.uploads.push({ url: one.url, filePath: one.filePath, name: one.name, header: one.header })
        const given = this.answer({ url: one.url, method: 'POST', header: one.header, body: {} })
        queueMicrotask(() => (given === null ? one.fail() : one.success({ statusCode: given[0], data: JSON.stringify(given[1]) })))
        return { onProgressUpdate: () => undefined }
      },
      chooseMedia: (one: { success(given: object): void; fail(why: object): void }) => {
        const files = this.camera.splice(0)
        queueMicrotask(() => (files.length > 0 ? one.success({ tempFiles: files.map((tempFilePath) => ({ tempFilePath })) }) : one.fail({ errMsg: 'chooseMedia:fail cancel' })))
      },
      login: (one: { success(given: object): void; fail(why: object): void }) => {
        const code = this.logins.shift()
        queueMicrotask(() => (code === undefined ? one.fail({ errMsg: 'login:fail' }) : one.success({ code })))
      },
      getLocation: (one: { success(given: object): void; fail(why: object): void }) => {
        const { place } = this
        queueMicrotask(() => (typeof place === 'string' ? one.fail({ errMsg: place }) : one.success(place)))
      },
      getRecorderManager: () => ({
        start: (how: object) => void this.recorded.push(how),
        stop: () => this.recorder.onStop?.({ tempFilePath: 'wxfile://said.mp3', duration: 7300 }),
        ...Object.fromEntries(['onStart', 'onStop', 'onError', 'onInterruptionBegin'].map((name) => [name, (heard: () => void) => void (this.recorder[name] = heard)])),
      }),
      createInnerAudioContext: () => ({
        play: () => this.sound.onPlay?.(),
        pause: () => this.sound.onPause?.(),
        destroy: () => undefined,
        ...Object.fromEntries(['onPlay', 'onPause', 'onStop', 'onEnded', 'onError'].map((name) => [name, (heard: () => void) => void (this.sound[name] = heard)])),
      }),
      saveFile: ({ tempFilePath, success }: { tempFilePath: string; success(given: object): void }) => {
        const savedFilePath = tempFilePath.replace('wxfile://', 'wxfile://kept/')
        this.files.add(savedFilePath)
        queueMicrotask(() => success({ savedFilePath }))
      },
      removeSavedFile: ({ filePath }: { filePath: string }) => void this.files.delete(filePath),
      getFileSystemManager: () => ({
        access: ({ path, success, fail }: { path: string; success(): void; fail(): void }) => queueMicrotask(() => (this.files.has(path) ? success() : fail())),
        readFile: ({ filePath, success }: { filePath: string; success(given: object): void }) => queueMicrotask(() => success({ data: new TextEncoder().encode(filePath).buffer })),
      }),
      onNetworkStatusChange: (heard: typeof this.connected) => void (this.connected = heard),
      createCameraContext: () => ({ takePhoto: ({ success }: { success(given: object): void }) => success({ tempImagePath: 'wxfile://face.jpg' }) }),
      ...Object.fromEntries(['navigateTo', 'reLaunch', 'redirectTo', 'navigateBack', 'makePhoneCall'].map((name) => [name, (to: { url?: string; phoneNumber?: string } = {}) => void this.went.push(to.url ?? to.phoneNumber ?? name)])),
      setNavigationBarTitle: ({ title }: { title: string }) => void (this.title = title),
      canIUse: () => true,
      getSystemInfoSync: () => ({ platform: 'android', language: 'zh_CN', SDKVersion: '3.7.0', windowWidth: 390 }),
      getAppBaseInfo: () => ({ language: 'zh_CN', SDKVersion: '3.7.0', fontSizeScaleFactor: this.type }),
      getWindowInfo: () => ({ windowWidth: 390 }),
      getDeviceInfo: () => ({ platform: 'android' }),
      getLaunchOptionsSync: () => ({ path: '', query: {} }),
      getEnterOptionsSync: () => ({ path: '', query: {} }),
      onAppShow: () => undefined,
      onAppHide: () => undefined,
      nextTick: (then: () => void) => setTimeout(then, 0),
      stopPullDownRefresh: () => undefined,
    }
    Object.assign(globalThis, {
      wx,
      App: (options: typeof this.app) => void (this.app = options),
      getApp: () => this.app,
      Page: () => undefined,
      getCurrentPages: () => [],
      __webview_engine_version__: 0.02,
    })
  }

  /** The app is launched; what it kept is still there, and nothing else. */
  start(): void {
    // A folder of its own: modules are loaded anew, and nothing says that they are ES modules.
    this.folder = mkdtempSync(join(tmpdir(), 'mini-'))
    this.folders.push(this.folder)
    cpSync(BUILT, this.folder, { recursive: true })
    createRequire(join(this.folder, 'app.js'))('./app.js')
    this.app.onLaunch?.({ path: 'pages/home/index', query: {} })
  }

  /** Opens a compiled page. */
  async open(path: string, query: Record<string, string> = {}): Promise<Screen> {
    const id = simulate.load(join(this.folder, path), { rootPath: this.folder, compiler: 'simulate' })
    const page = simulate.render(id)
    page.attach(document.body)
    this.shown.push(page)
    const lifecycle = page.instance as unknown as Record<string, ((options?: object) => void) | undefined>
    lifecycle.onLoad?.(query)
    lifecycle.onShow?.()
    lifecycle.onReady?.()
    await this.settle()
    const happens = async (selector: string, name: string, detail: object): Promise<void> => {
      const found = page.dom.querySelector(selector) as (Element & { __wxElement?: unknown }) | null
      if (found === null) throw new Error(`no ${selector} on: ${page.dom.textContent}`)
      if (found.getAttribute('disabled') === 'true') throw new Error(`${selector} cannot be pressed`)
      exparser.Event.dispatchEvent(found.__wxElement, exparser.Event.create(name, detail, { bubbles: true, capturePhase: true, composed: true }))
      await this.settle()
    }
    return {
      page,
      text: () => page.dom.textContent ?? '',
      press: (selector) => happens(selector, 'tap', {}),
      type: (selector, value) => happens(selector, 'input', { value }),
      attribute: (selector, name) => {
        const found = page.dom.querySelector(selector) as unknown as { __wxElement: { _vt: { attrs: { name: string; value: unknown }[] } } } | null
        return found?.__wxElement._vt.attrs.find((one) => one.name === name)?.value
      },
      emits: (selector, name, detail = {}) => happens(selector, name, detail),
    }
  }

  /** A page below another is shown again. */
  shows = (screen: Screen) => (screen.page.instance as unknown as Record<string, () => void>).onShow?.()

  /** Pauses between tries pass at once. */
  async patiently(action: () => Promise<void>): Promise<void> {
    const timer = globalThis.setTimeout
    globalThis.setTimeout = ((then: () => void) => timer(then, 0)) as typeof setTimeout
    try {
      await action()
      await this.settle()
    } finally {
      globalThis.setTimeout = timer
    }
  }

  hide = () => this.app.onHide?.({})
  show = () => this.app.onShow?.({})

  /** Everything that was on its way has been done. */
  async settle(): Promise<void> {
    for (let round = 0; round < 12; round++) await new Promise((done) => setTimeout(done, 0))
  }

  last(path: string): Asked | undefined {
    return [...this.asked].reverse().find((one) => one.url.includes(path))
  }

  end(): void {
    this.shown.forEach((page) => page.detach())
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true })
  }

  private request(one: Request): void {
    const asked: Asked = {
      url: one.url, method: one.method, header: one.header, ...(one.data === undefined ? {} : { data: one.data }),
      body: typeof one.data === 'string' ? (JSON.parse(one.data) as Record<string, unknown>) : {},
    }
    this.asked.push(asked)
    const given = this.answer(asked)
    queueMicrotask(() => {
      if (given === null) one.fail({ errMsg: 'request:fail timeout' })
      else one.success({ statusCode: given[0], header: { 'live-EPOCH': 'e1', 'Live-Seq': '3' }, data: given[1] === undefined ? '' : JSON.stringify(given[1]) })
    })
  }
}

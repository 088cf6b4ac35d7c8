/** Who is signed in on this phone, and the one live connection that is theirs. */

import { ref, shallowRef, watch } from 'vue'
import { ApiError, connect, newKey } from '@shequtong/sdk'
import type { Live, LiveState, Me, SessionInfo } from '@shequtong/sdk'
import { BASE, enterWith, forget, hub, refusals, signedIn } from './hub'
import { setElder } from './look'
import { loginCode } from './platform/login'
import { UniSocket } from './platform/socket'
import { drop, keep, kept } from './platform/storage'

export const me = shallowRef<Me | null>(null)
export const failure = shallowRef<unknown>(null)
export const liveState = shallowRef<LiveState>({ kind: 'catching_up' })
/** The session has ended without her doing. */
export const ended = ref(false)

let live: Live | null = null
let asking: Promise<void> | null = null

/** Asks the hub who this is, once; without a token it is nobody. Without a network it is who it was. */
export function load(): Promise<void> {
  if (me.value !== null || !signedIn()) return Promise.resolve()
  asking ??= ask().finally(() => {
    asking = null
  })
  return asking
}

async function ask(): Promise<void> {
  failure.value = null
  try {
    begin(await hub.me())
  } catch (cause) {
    if (cause instanceof ApiError && cause.status === 401) return
    const known = kept<Me | null>('me', null)
    if (known !== null && cause instanceof ApiError && cause.unreachable) begin(known)
    else failure.value = cause
  }
}

export async function signInByPhone(phone: string, code: string): Promise<void> {
  enter(await hub.post('/api/sign-in/phone', {}, { phone, code, transport: 'bearer' }, newKey()))
}

/** Without a code, where she has bound her WeChat to her account. */
export async function signInByWechat(): Promise<void> {
  enter(await hub.post('/api/sign-in/wechat', {}, { code: await loginCode(), transport: 'bearer' }, newKey()))
}

/** She has signed out herself: she is not signed in again unasked. */
export const leftByHerself = () => kept('left', false)

export async function signInByDemo(key: string): Promise<void> {
  enter(await hub.post('/api/demo/sign-in', {}, { key, transport: 'bearer' }, newKey()))
}

function enter({ account, token }: SessionInfo): void {
  ended.value = false
  drop('left')
  enterWith(token ?? '')
  begin(account)
}

function begin(account: Me): void {
  me.value = account
  keep('me', account)
  if (account.look !== null) setElder(account.look.elder)
}

/** 长辈版 or not: on this phone, and for her other devices. */
export function chooseElder(on: boolean): void {
  setElder(on)
  if (me.value === null) return
  const look = { elder: on, theme: me.value.look?.theme ?? ('system' as const) }
  me.value = { ...me.value, look }
  keep('me', me.value)
  hub.put('/api/me/look', {}, look, newKey()).catch(() => undefined) // this phone remembers by itself
}

/** The home may have changed in a web-view. */
export async function refresh(): Promise<void> {
  if (me.value === null) return
  try {
    const now = await hub.me()
    if (me.value === null) return // she has left meanwhile
    me.value = now
    keep('me', now)
  } catch {
    // what was known stays shown; the next show asks again
  }
}

export async function signOut(): Promise<void> {
  try {
    await hub.signOut(newKey())
  } catch (cause) {
    if (!(cause instanceof ApiError && cause.status === 401)) throw cause
  }
  keep('left', true)
  away()
}

function away(): void {
  forget()
  drop('me')
  live?.close()
  live = null
  me.value = null
}

watch(
  refusals,
  () => {
    ended.value = true
    away()
    uni.reLaunch({ url: '/pages/enter/index' })
  },
  { flush: 'sync' },
)

/** The connection of whoever is signed in; a socket takes a ticket of its own, never the token. */
export function liveConnection(): Live | null {
  if (me.value === null) return null
  if (live === null) {
    live = connect({
      url: `${BASE}/live`,
      log: me.value.district.id,
      client: 'miniprogram',
      WebSocket: UniSocket,
      ticket: async () => (await hub.post('/api/live-tickets', {}, {}, newKey())).ticket,
    })
    live.onState((next) => {
      liveState.value = next
    })
  }
  return live
}

/** WeChat closes the sockets of an app in the background soon; ours is closed by us, and goes on from where it was. */
export function sleep(): void {
  live?.sleep()
}

export function wake(): void {
  live?.wake()
}

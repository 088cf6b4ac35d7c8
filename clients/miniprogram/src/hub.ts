/**
 * The hub from this phone. The session is a bearer token in the app's own storage, which no page in a web-view can read;
 * it goes into the `Authorization` header and nowhere else. A page gets a ticket instead (`pages/web`).
 */

import { ref } from 'vue'
import { Hub, newKey } from '@shequtong/sdk'
import type { Photo, Voice } from '@shequtong/sdk'
import { locale } from './look'
import { sendPhoto, sendVoice } from './platform/photos'
import { requests } from './platform/request'
import { drop, keep, kept } from './platform/storage'

export const BASE = (import.meta.env.VITE_HUB ?? 'http://127.0.0.1:8400').replace(/\/$/, '')

let token = kept('session', '')
/** Grows when an answer says that the session is over. */
export const refusals = ref(0)

const authorization = () => (token === '' ? '' : `Bearer ${token}`)

export const signedIn = () => token !== ''

export function enterWith(fresh: string): void {
  token = fresh
  keep('session', fresh)
}

export function forget(): void {
  token = ''
  drop('session')
}

export const hub = new Hub({
  base: BASE,
  language: () => locale.value,
  fetch: requests(authorization, (url) => {
    if (token !== '' && !url.includes('/api/sign-in/')) refusals.value += 1
  }),
})

const who = () => ({ Authorization: authorization(), 'Accept-Language': locale.value })
export const uploadPhoto = (file: string, progress?: (share: number) => void, key?: string): Promise<Photo> => sendPhoto(BASE, file, who(), progress, key)
export const uploadVoice = (file: string, key: string): Promise<Voice> => sendVoice(BASE, file, who(), key)

/** The address of one of our pages for a web-view: good once, within a minute. */
export async function pageAddress(path: string): Promise<string> {
  const { ticket } = await hub.post('/api/page-tickets', {}, { path }, newKey())
  return `${BASE}/enter?ticket=${ticket}`
}

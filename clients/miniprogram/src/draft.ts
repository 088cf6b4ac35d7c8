/**
 * What is being reported, kept on the phone until the hub has answered 2xx: a lost network, a closed app or an empty
 * battery costs nothing. The idempotency key is kept beside it, so that pressed again it is the same report. Without a
 * network it goes into the outbox, photos and key with it.
 */

import { reactive, watch } from 'vue'
import { ApiError } from '@shequtong/sdk'
import type { Ticket } from '@shequtong/sdk'
import { deliver, wait } from './outbox'
import type { Report } from './outbox'
import { keep, kept } from './platform/storage'
import { forget, keepShot, upload } from './shots'

export interface Draft extends Report {
  /** Whose: a phone may be shared. */
  account: string
}

const empty = (): Draft => ({
  account: '', category: '', area: '', place: '', spot: '', text: '', photos: [], voice: null, position: null, call: false, key: '', sealed: '',
})

export const draft = reactive<Draft>({ ...empty(), ...kept<Partial<Draft>>('draft', {}) })
watch(draft, () => keep('draft', draft), { deep: true, flush: 'sync' })

export const begun = (): boolean => draft.text !== '' || draft.photos.length > 0 || draft.voice !== null || draft.call

const parts = () => (draft.voice === null ? [...draft.photos] : [...draft.photos, draft.voice])
const blank = (): void => void Object.assign(draft, empty(), { account: draft.account })

/** She does not want it any more. */
export function clear(): void {
  forget(parts())
  blank()
}

/** The draft of this person; another's is put away. */
export function draftOf(account: string): void {
  if (draft.account === account) return
  forget(parts())
  Object.assign(draft, empty(), { account })
}

/** On its way while she goes on. Without a network it waits with the report; what the hub says against it is thrown. */
async function sent(shot: Parameters<typeof upload>[0]): Promise<void> {
  try {
    await upload(shot)
  } catch (cause) {
    if (!(cause instanceof ApiError) || !cause.unreachable) throw cause
  }
}

export async function addPhoto(taken: string): Promise<void> {
  const shot = await keepShot(taken)
  draft.photos.push(shot)
  const mine = draft.photos.at(-1)!
  await sent(mine).catch((cause: unknown) => {
    dropPhoto(shot.key)
    throw cause
  })
}

export function dropPhoto(key: string): void {
  const at = draft.photos.findIndex((one) => one.key === key)
  if (at >= 0) forget(draft.photos.splice(at, 1))
}

export async function say(taken: string, seconds: number): Promise<void> {
  unsay()
  draft.voice = { ...(await keepShot(taken)), seconds }
  await sent(draft.voice)
}

export function unsay(): void {
  if (draft.voice !== null) forget([draft.voice])
  draft.voice = null
}

/** One press of the button; null: it is kept and goes by itself when there is a network. */
export async function send(categoryName: string): Promise<Ticket | null> {
  const text = draft.text.trim() === '' ? categoryName : draft.text
  try {
    const ticket = await deliver(draft, text)
    clear()
    return ticket
  } catch (cause) {
    if (!(cause instanceof ApiError) || !cause.unreachable) throw cause
    wait(draft, text)
    blank()
    return null
  }
}

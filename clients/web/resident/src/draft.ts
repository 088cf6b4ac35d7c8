/**
 * What is being reported, kept on the phone until the hub has answered 2xx: a lost network, a closed page or an empty
 * battery costs nothing. Without a network it goes into the outbox, photos and key with it.
 */

import { defineStore } from 'pinia'
import { reactive, watch } from 'vue'
import { ApiError, IdempotencyKey, newKey } from '@shequtong/sdk'
import type { Create, Ticket } from '@shequtong/sdk'
import { hub, urgent } from '@shequtong/shared'
import { useOutbox } from './outbox'
import { forget, keep, shown, upload } from './shots'
import type { Shot, Spoken } from './shots'

const KEY = 'shequ.draft'

export interface Draft {
  /** Whose: a phone may be shared. */
  account: string
  /** For whom else, with her consent; each has a draft of her own. */
  parent: string
  parentName: string
  category: string
  area: string
  place: string
  spot: string
  text: string
  photos: Shot[]
  voice: Spoken | null
  /** Where she stood when she pressed. */
  position: NonNullable<Create['position']> | null
  /** She asks to be called. */
  call: boolean
  /** The idempotency key and the report it stands for, while nobody knows whether the hub has it. */
  key: string
  sealed: string
}

function empty(): Draft {
  return {
    account: '', parent: '', parentName: '', category: '', area: '', place: '', spot: '', text: '', photos: [], voice: null, position: null,
    call: false,
    key: '', sealed: '',
  }
}

function stored(slot: string): Draft {
  try {
    return { ...empty(), ...(JSON.parse(localStorage.getItem(slot) ?? '{}') as Partial<Draft>) }
  } catch {
    return empty()
  }
}

export const useDraft = defineStore('draft', () => {
  let slot = KEY
  const draft = reactive(stored(slot))
  const key = new IdempotencyKey(draft)
  const outbox = useOutbox()
  watch(draft, () => localStorage.setItem(slot, JSON.stringify(draft)), { deep: true, flush: 'sync' })
  revive()

  /** Pictures of photos that were kept before the page was closed. */
  function revive(): void {
    for (const shot of parts()) {
      if (shot.preview_url.startsWith('blob:')) void shown(shot).then((address) => (shot.preview_url = address))
    }
  }

  /** Photos and what was said: what is sent by itself, before the report. */
  function parts(): Shot[] {
    return draft.voice === null ? [...draft.photos] : [...draft.photos, draft.voice]
  }

  function clear(): void {
    const { account, parent, parentName } = draft
    Object.assign(draft, empty(), { account, parent, parentName })
  }

  /** The draft of this person, for herself or for whom she acts for; another's is put away. */
  function of(account: string, parent = '', parentName = ''): void {
    const next = parent === '' ? KEY : `${KEY}.${parent}`
    if (next !== slot) {
      const kept = stored(next)
      slot = next
      Object.assign(draft, kept)
      revive()
    }
    if (draft.account !== account) Object.assign(draft, empty(), { account })
    Object.assign(draft, { parent, parentName })
  }

  /** What was begun for somebody is gone when she has taken back her word. */
  function drop(parent: string): void {
    localStorage.removeItem(`${KEY}.${parent}`)
  }

  /** Taken or chosen: on the phone's disk before it is shown. */
  async function take(files: readonly File[]): Promise<void> {
    for (const file of files) draft.photos.push(await keep(file))
  }

  /** Said: as a photo is taken; what was said before is gone. */
  async function say(sound: Blob, seconds: number): Promise<void> {
    await unsay()
    draft.voice = { ...(await keep(sound)), seconds }
  }

  async function unsay(): Promise<void> {
    const voice = draft.voice
    draft.voice = null
    if (voice !== null) await forget([voice])
  }

  function body(categoryName: string): Omit<Create, 'photos'> {
    const text = draft.text.trim()
    const spot = draft.spot.trim()
    return {
      area: draft.area,
      category: draft.category,
      text: text === '' ? categoryName : text,
      ...(spot === '' ? {} : { place_text: spot }),
      ...(draft.position === null ? {} : { position: { ...draft.position } }),
      ...(draft.call ? { call_me: true } : {}),
    }
  }

  /**
   * One press of the button. Pressed again after a failure with nothing changed, it is the same report. Without a
   * network it is kept in the outbox and null is given.
   */
  async function send(categoryName: string): Promise<Ticket | null> {
    const taken = parts()
    try {
      const options = { urgent: urgent(draft.category) }
      for (const one of parts()) await upload(one, undefined, options)
      const photos = draft.photos.map(({ id }) => id)
      const ticket = await hub.report({ ...body(categoryName), photos, ...(draft.voice === null ? {} : { voice: draft.voice.id }) }, key, { patient: false })
      clear()
      await forget(taken)
      return ticket
    } catch (error) {
      if (!(error instanceof ApiError) || !error.keeps) throw error
      await outbox.add({
        id: newKey(), account: draft.account, at: new Date().toISOString(), body: body(categoryName), shots: draft.photos, voice: draft.voice,
        place: draft.place, key: draft.key, sealed: draft.sealed, refused: '',
        ...(draft.parent === '' ? {} : { parent: draft.parent, parentName: draft.parentName }),
      })
      if (error.later) outbox.hold(error.retryAfter ?? 0)
      clear()
      return null
    }
  }

  return { draft, clear, of, drop, take, say, unsay, send }
})

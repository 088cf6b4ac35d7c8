/**
 * What is being reported, kept on the phone until the hub has answered 2xx: a lost network, a closed page or an empty
 * battery costs nothing. Without a network it goes into the outbox, photos and key with it.
 */

import { defineStore } from 'pinia'
import { reactive, watch } from 'vue'
import { ApiError, IdempotencyKey, newKey } from '@shequtong/sdk'
import type { Create, Ticket } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'
import { useOutbox } from './outbox'
import { forget, keep, shown, upload } from './shots'
import type { Shot } from './shots'

const KEY = 'shequ.draft'

export interface Draft {
  /** Whose: a phone may be shared. */
  account: string
  category: string
  area: string
  place: string
  spot: string
  text: string
  photos: Shot[]
  /** She asks to be called. */
  call: boolean
  /** The idempotency key and the report it stands for, while nobody knows whether the hub has it. */
  key: string
  sealed: string
}

function empty(): Draft {
  return { account: '', category: '', area: '', place: '', spot: '', text: '', photos: [], call: false, key: '', sealed: '' }
}

function stored(): Draft {
  try {
    return { ...empty(), ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Draft>) }
  } catch {
    return empty()
  }
}

export const useDraft = defineStore('draft', () => {
  const draft = reactive(stored())
  const key = new IdempotencyKey(draft)
  const outbox = useOutbox()
  watch(draft, () => localStorage.setItem(KEY, JSON.stringify(draft)), { deep: true, flush: 'sync' })
  // Pictures of photos that were kept before the page was closed.
  for (const shot of draft.photos) {
    if (shot.preview_url.startsWith('blob:')) void shown(shot).then((address) => (shot.preview_url = address))
  }

  function clear(): void {
    Object.assign(draft, empty())
  }

  /** The draft of this person; another's is put away. */
  function of(account: string): void {
    if (draft.account !== account) Object.assign(draft, empty(), { account })
  }

  /** Taken or chosen: on the phone's disk before it is shown. */
  async function take(files: readonly File[]): Promise<void> {
    for (const file of files) draft.photos.push(await keep(file))
  }

  function body(categoryName: string): Omit<Create, 'photos'> {
    const text = draft.text.trim()
    const spot = draft.spot.trim()
    return {
      area: draft.area,
      category: draft.category,
      text: text === '' ? categoryName : text,
      ...(spot === '' ? {} : { place_text: spot }),
      ...(draft.call ? { call_me: true } : {}),
    }
  }

  function done(): void {
    const { account } = draft
    clear()
    draft.account = account
  }

  /**
   * One press of the button. Pressed again after a failure with nothing changed, it is the same report. Without a
   * network it is kept in the outbox and null is given.
   */
  async function send(categoryName: string): Promise<Ticket | null> {
    const shots = [...draft.photos]
    try {
      for (const shot of draft.photos) await upload(shot)
      const photos = draft.photos.map(({ id }) => id)
      const ticket = await hub.report({ ...body(categoryName), photos }, key)
      done()
      await forget(shots)
      return ticket
    } catch (error) {
      if (!(error instanceof ApiError) || !error.unreachable) throw error
      await outbox.add({
        id: newKey(), account: draft.account, at: new Date().toISOString(), body: body(categoryName), shots: draft.photos,
        place: draft.place, key: draft.key, sealed: draft.sealed, refused: '',
      })
      done()
      return null
    }
  }

  return { draft, clear, of, take, send }
})

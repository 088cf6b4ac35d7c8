/**
 * What is being reported, kept on the phone until the hub has answered 2xx: a lost network, a closed app or an empty
 * battery costs nothing. The idempotency key is kept beside it, so that pressed again it is the same report.
 */

import { reactive, watch } from 'vue'
import { IdempotencyKey } from '@shequtong/sdk'
import type { Create, Ticket } from '@shequtong/sdk'
import { hub } from './hub'
import { keep, kept } from './platform/storage'

export interface Draft {
  /** Whose: a phone may be shared. */
  account: string
  category: string
  area: string
  place: string
  spot: string
  text: string
  photos: { id: string; preview: string }[]
  key: string
  sealed: string
}

const empty = (): Draft => ({ account: '', category: '', area: '', place: '', spot: '', text: '', photos: [], key: '', sealed: '' })

export const draft = reactive<Draft>({ ...empty(), ...kept<Partial<Draft>>('draft', {}) })
const key = new IdempotencyKey(draft)
watch(draft, () => keep('draft', draft), { deep: true, flush: 'sync' })

export function clear(): void {
  Object.assign(draft, empty(), { account: draft.account })
}

/** The draft of this person; another's is put away. */
export function draftOf(account: string): void {
  if (draft.account !== account) Object.assign(draft, empty(), { account })
}

export async function send(categoryName: string): Promise<Ticket> {
  const text = draft.text.trim()
  const spot = draft.spot.trim()
  const body: Create = {
    area: draft.area,
    category: draft.category,
    text: text === '' ? categoryName : text,
    photos: draft.photos.map((photo) => photo.id),
    ...(spot === '' ? {} : { place_text: spot }),
  }
  const ticket = await hub.report(body, key)
  clear()
  return ticket
}

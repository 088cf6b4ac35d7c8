/**
 * What is being reported, kept on the phone until the hub has answered 2xx: a lost network, a closed page or an empty
 * battery costs nothing. Photos are uploaded as they are taken; the draft holds their ids.
 */

import { defineStore } from 'pinia'
import { reactive, watch } from 'vue'
import { IdempotencyKey } from '@shequtong/sdk'
import type { Create, Ticket } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'

const KEY = 'shequ.draft'

export interface Draft {
  /** Whose: a phone may be shared. */
  account: string
  category: string
  area: string
  place: string
  spot: string
  text: string
  photos: { id: string; preview_url: string }[]
  /** The idempotency key and the report it stands for, while nobody knows whether the hub has it. */
  key: string
  sealed: string
}

function empty(): Draft {
  return { account: '', category: '', area: '', place: '', spot: '', text: '', photos: [], key: '', sealed: '' }
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
  watch(draft, () => localStorage.setItem(KEY, JSON.stringify(draft)), { deep: true, flush: 'sync' })

  function clear(): void {
    Object.assign(draft, empty())
  }

  /** The draft of this person; another's is put away. */
  function of(account: string): void {
    if (draft.account !== account) Object.assign(draft, empty(), { account })
  }

  function body(categoryName: string): Create {
    const text = draft.text.trim()
    const spot = draft.spot.trim()
    return {
      area: draft.area,
      category: draft.category,
      text: text === '' ? categoryName : text,
      photos: draft.photos.map((photo) => photo.id),
      ...(spot === '' ? {} : { place_text: spot }),
    }
  }

  /** One press of the button. Pressed again after a failure with nothing changed, it is the same report. */
  async function send(categoryName: string): Promise<Ticket> {
    const ticket = await hub.report(body(categoryName), key)
    const { account } = draft
    clear()
    draft.account = account
    return ticket
  }

  return { draft, clear, of, send }
})

/** A post that is being written, kept on the phone until the hub has it; without a network it goes into the outbox. */

import { defineStore } from 'pinia'
import { reactive, watch } from 'vue'
import { ApiError, IdempotencyKey, newKey } from '@shequtong/sdk'
import type { Post, WritePost } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'
import { useOutbox } from './outbox'
import { forget, shown, upload } from './shots'
import type { Shot } from './shots'
import { stillIn } from './telling'
import type { Mentioned } from './telling'

const KEY = 'shequ.post'

export interface PostDraft {
  account: string
  area: string
  text: string
  topics: string[]
  mentioned: Mentioned[]
  asks: boolean
  spot: string
  photos: Shot[]
  key: string
  sealed: string
}

const empty = (): PostDraft => ({ account: '', area: '', text: '', topics: [], mentioned: [], asks: false, spot: '', photos: [], key: '', sealed: '' })

function stored(): PostDraft {
  try {
    return { ...empty(), ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<PostDraft>) }
  } catch {
    return empty()
  }
}

export const usePostDraft = defineStore('post-draft', () => {
  const draft = reactive(stored())
  const key = new IdempotencyKey(draft)
  const outbox = useOutbox()
  watch(draft, () => localStorage.setItem(KEY, JSON.stringify(draft)), { deep: true, flush: 'sync' })
  for (const shot of draft.photos) {
    if (shot.preview_url.startsWith('blob:')) void shown(shot).then((address) => (shot.preview_url = address))
  }

  /** The draft of this person; another's is put away. */
  function of(account: string): void {
    if (draft.account !== account) Object.assign(draft, empty(), { account })
  }

  function done(): void {
    const { account, area } = draft
    Object.assign(draft, empty(), { account, area })
  }

  const body = (place: string): Omit<WritePost, 'photos'> => ({
    area: draft.area,
    text: draft.text.trim(),
    topics: draft.topics,
    mentions: stillIn(draft.text, draft.mentioned).map(({ id }) => id),
    to_community: draft.asks,
    ...(draft.asks && place !== '' ? { place, place_text: draft.spot.trim() } : {}),
  })

  /** One press of the button; null: it waits for the network. `place`: where she lives, for what asks the community. */
  async function send(place: string): Promise<Post | null> {
    const shots = [...draft.photos]
    try {
      for (const shot of draft.photos) await upload(shot)
      const post = await hub.post('/api/posts', {}, { ...body(place), photos: draft.photos.map(({ id }) => id) }, key, { patient: false })
      done()
      await forget(shots)
      return post
    } catch (error) {
      if (!(error instanceof ApiError) || !error.keeps) throw error
      await outbox.add({
        id: newKey(), account: draft.account, at: new Date().toISOString(), post: body(place), shots: draft.photos, key: draft.key,
        sealed: draft.sealed, refused: '',
      })
      if (error.later) outbox.hold(error.retryAfter ?? 0)
      done()
      return null
    }
  }

  return { draft, of, send }
})

/** What I was told (消息), live: the newest page as fetched, and anew whenever there is something new or I have read some of
 * it on another device; older pages below it. */

import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { newKey } from '@shequtong/sdk'
import type { EventData, Me, ToldLine } from '@shequtong/sdk'
import { hub, liveFor } from '@shequtong/shared'

const PAGE = 30

export const useTold = defineStore('told', () => {
  const first = shallowRef<ToldLine[]>([])
  const older = shallowRef<ToldLine[]>([])
  const next = ref<string | null>(null)
  const unread = ref(0)
  const loaded = ref(false)
  const failure = shallowRef<unknown>(null)
  let account = ''
  let subscription: { close(): void } | null = null

  const lines = computed(() => {
    const seen = new Set(first.value.map(({ id }) => id))
    return [...first.value, ...older.value.filter(({ id }) => !seen.has(id))]
  })

  async function load() {
    try {
      const { data, cursor } = await hub.read('/api/told', {}, { limit: PAGE })
      // Once older ones are there, what falls off the first page goes to them.
      if (older.value.length > 0) older.value = [...first.value.filter(({ id }) => !data.lines.some((one) => one.id === id)), ...older.value]
      else next.value = data.next
      first.value = data.lines
      unread.value = data.unread
      loaded.value = true
      failure.value = null
      return cursor
    } catch (cause) {
      failure.value = cause
      throw cause
    }
  }

  const again = (): void => void load().catch(() => undefined)
  const marked = (list: ToldLine[], wanted: (one: ToldLine) => boolean) => list.map((one) => (one.kind === 'line' && wanted(one) ? { ...one, read: true } : one))

  function mark(wanted: (one: ToldLine) => boolean): void {
    first.value = marked(first.value, wanted)
    older.value = marked(older.value, wanted)
  }

  function follow(me: Me): void {
    if (account === me.id) return
    stop()
    account = me.id
    subscription = liveFor(me).subscribe([`own/${me.id}/told`, `own/${me.id}`], {
      wants: ({ type }) => type === 'told.added' || type === 'told.read' || type === 'notice.read' || type === 'follow.changed',
      event: ({ type, data }) => {
        if (type === 'told.read') {
          const read = data as EventData['told.read']
          mark(({ id }) => read.all || read.lines.includes(id))
        }
        again()
      },
      load,
    })
  }

  function stop(): void {
    subscription?.close()
    subscription = null
    account = ''
    first.value = older.value = []
    next.value = null
    unread.value = 0
    loaded.value = false
    failure.value = null
  }

  /** These, or all. Notices are read where they are. */
  async function read(ids: string[] | null, key: Parameters<typeof hub.post>[3] = newKey()): Promise<void> {
    await hub.post('/api/told/read', {}, { lines: ids }, key)
    mark(({ id }) => ids === null || ids.includes(id))
    again()
  }

  async function more(): Promise<void> {
    const page = await hub.get('/api/told', {}, { after: next.value, limit: PAGE })
    older.value = [...older.value, ...page.lines]
    next.value = page.next
  }

  return { lines, next, unread, loaded, failure, follow, stop, again, read, more }
})

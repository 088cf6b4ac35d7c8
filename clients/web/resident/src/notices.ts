/** What is announced to me (通知公告), live: the list as fetched, then every change after it; and the alarm (防汛) that
 * stands over everything until it is acknowledged. */

import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef } from 'vue'
import { newKey } from '@shequtong/sdk'
import type { Fetched, Key, Me, MyNotices, NoticeHead, NoticeReceipt, NoticeShown } from '@shequtong/sdk'
import { hub, liveFor } from '@shequtong/shared'
import { byTime, shownOf, unread } from './noticing'
import type { Mine } from './noticing'

const PAGE = 20
/** Without an answer it is asked again after so long. Milliseconds. */
const AGAIN_MS = 15_000

export const useNotices = defineStore('notices', () => {
  const byId = shallowReactive(new Map<string, NoticeHead>())
  const receipts = shallowReactive(new Map<string, NoticeReceipt>())
  const next = ref<string | null>(null)
  const loaded = ref(false)
  const failure = shallowRef<unknown>(null)
  /** An alarm that was cleared while the page was open. */
  const cleared = shallowRef<NoticeHead | null>(null)
  let me: Me | null = null
  let older = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let subscription: { close(): void } | null = null
  /** Alarms of which the hub knows that they stand on this phone. */
  const told = new Set<string>()

  const list = computed<Mine[]>(() => [...byId.values()].map((head) => ({ head, receipt: receipts.get(head.id) ?? null })).sort(byTime))
  const count = computed(() => Math.max(older, 0) + list.value.filter(unread).length)
  const alarm = computed(() => list.value.find((one) => one.head.kind === 'alert' && unread(one))?.head ?? null)

  const asked = (after: string | null): Promise<Fetched<MyNotices>> => hub.read('/api/notices', {}, { after, limit: PAGE })

  function take(page: MyNotices, fresh: boolean): void {
    if (fresh) {
      byId.clear()
      receipts.clear()
    }
    for (const { notice, receipt } of page.notices) {
      byId.set(notice.id, notice)
      if (receipt !== null) receipts.set(notice.id, receipt)
    }
    next.value = page.next
    older = page.unread - list.value.filter(unread).length
    loaded.value = true
    failure.value = null
    stands()
  }

  /** The phone says by itself that an alarm stands on it: nobody has to call. */
  function stands(): void {
    const head = alarm.value
    if (head === null || told.has(head.id) || receipts.get(head.id)?.reached_at) return
    told.add(head.id)
    hub.post('/api/notices/{notice}/reached', { notice: head.id }, {}, newKey()).then(receive, () => told.delete(head.id))
  }

  function receive(receipt: NoticeReceipt): void {
    receipts.set(receipt.notice, receipt)
  }

  function hear({ step, notice }: NoticeShown): void {
    if (step === 'cleared' && byId.get(notice.id)?.state === 'published') cleared.value = notice
    if (shownOf(notice)) byId.set(notice.id, notice)
    else byId.delete(notice.id)
    stands()
  }

  async function begin(): Promise<void> {
    const account = me
    if (account === null) return
    let first: Fetched<MyNotices> | null
    try {
      first = await asked(null)
    } catch (cause) {
      failure.value = cause
      if (me === account) timer = setTimeout(() => void begin(), AGAIN_MS)
      return
    }
    if (me !== account) return
    take(first.data, true)
    subscription?.close()
    subscription = liveFor(account).subscribe([...first.data.topics, `own/${account.id}`], {
      wants: (event) => event.type === 'notice.shown' || event.type === 'notice.read',
      event: (event) => (event.type === 'notice.shown' ? hear(event.data as NoticeShown) : receive(event.data as NoticeReceipt)),
      load: async () => {
        const page = first ?? (await asked(null))
        first = null
        take(page.data, true)
        return page.cursor
      },
    })
  }

  function follow(person: Me): void {
    if (me?.id === person.id) return
    stop()
    me = person
    void begin()
  }

  function stop(): void {
    clearTimeout(timer)
    subscription?.close()
    subscription = null
    me = null
    byId.clear()
    receipts.clear()
    told.clear()
    cleared.value = null
    loaded.value = false
  }

  async function read(head: NoticeHead, key: Key): Promise<void> {
    receive(await hub.post('/api/notices/{notice}/read', { notice: head.id }, { edition: head.edition }, key))
  }

  return {
    list, count, alarm, cleared, loaded, failure, next, follow, stop, read, receive,
    /** Groups have changed, and with them what is for me. */
    again: begin,
    more: async () => take((await asked(next.value)).data, false),
  }
})

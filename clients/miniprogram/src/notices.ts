/** What is announced to her (通知公告), live: how much she has not read, and the alarm (防汛) that stands over every page until
 * she has seen it. The notices themselves are pages in the web-view. */

import { computed, shallowRef, watch } from 'vue'
import { Heard, newKey } from '@shequtong/sdk'
import type { Key, MyNotices } from '@shequtong/sdk'
import { unread } from '@resident/noticing'
import { hub } from './hub'
import { liveConnection, me } from './session'

const PAGE = 20
const page = shallowRef<MyNotices | null>(null)
/** Alarms of which the hub knows that they stand on this phone: nobody has to call. */
const told = new Set<string>()

const heard = new Heard<MyNotices>(() => hub.read('/api/notices', {}, { limit: PAGE }), {
  data: (found) => {
    page.value = found
    stands()
  },
  failure: () => undefined, // what was known stays shown; the line says whether it is of now
})

export const count = computed(() => page.value?.unread ?? 0)
export const alarm = computed(
  () => page.value?.notices.find(({ notice, receipt }) => notice.kind === 'alert' && unread({ head: notice, receipt })) ?? null,
)

function stands(): void {
  const now = alarm.value
  if (now === null || told.has(now.notice.id) || now.receipt?.reached_at) return
  const { id } = now.notice
  told.add(id)
  hub.post('/api/notices/{notice}/reached', { notice: id }, {}, newKey()).catch(() => told.delete(id))
}

/** Follows what is announced to whoever is signed in. */
export async function followNotices(): Promise<void> {
  const person = me.value
  if (person === null || heard.listening) return
  await heard.refresh()
  const live = liveConnection()
  if (live === null || page.value === null || heard.listening || me.value?.id !== person.id) return
  heard.listen(live, [...page.value.topics, `own/${person.id}`], ({ type }) => type === 'notice.shown' || type === 'notice.read')
}

export async function known(key: Key): Promise<void> {
  const head = alarm.value?.notice
  if (head === undefined) return
  await hub.post('/api/notices/{notice}/read', { notice: head.id }, { edition: head.edition }, key)
  await heard.refresh()
}

watch(me, (now, before) => {
  if (now?.id === before?.id) return
  heard.stop()
  page.value = null
  told.clear()
})

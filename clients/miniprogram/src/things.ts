/** My reports, and those of others that I follow, live: the lists as fetched, then every change after them, newest version
 * only. */

import { computed, ref, shallowRef, triggerRef, watch } from 'vue'
import type { Ticket, TicketChange } from '@shequtong/sdk'
import { hub } from './hub'
import { liveConnection, me } from './session'

const PAGE = 20
const byId = shallowRef(new Map<string, Ticket>())

export const loaded = ref(false)
export const failure = shallowRef<unknown>(null)
export const next = ref<string | null>(null)
let subscription: { close(): void } | null = null
let whose = ''

export function put(ticket: Ticket): void {
  const known = byId.value.get(ticket.id)
  if (known !== undefined && known.version >= ticket.version) return
  byId.value.set(ticket.id, ticket)
  triggerRef(byId)
}

async function page(after: string | null) {
  const { data, cursor } = await hub.tickets({ list: 'own', after, limit: PAGE })
  data.tickets.forEach(put)
  next.value = data.next
  return cursor
}

export const more = () => page(next.value)

async function alsoFollowed(): Promise<void> {
  const { tickets } = await hub.get('/api/tickets/following', {}, { limit: PAGE })
  tickets.forEach(put)
}

/** As it is now, if that is known. */
export const shownOf = (ticket: Ticket): Ticket => byId.value.get(ticket.id) ?? ticket

/** Follows the reports of whoever is signed in. */
export function follow(): void {
  const live = liveConnection()
  if (me.value === null || live === null || whose === me.value.id) return
  stop()
  whose = me.value.id
  subscription = live.subscribe([`own/${whose}`], {
    wants: (event) => event.type === 'ticket.changed',
    event: (event) => put((event.data as TicketChange).ticket),
    load: async () => {
      try {
        const cursor = await page(null)
        await alsoFollowed()
        failure.value = null
        loaded.value = true
        return cursor
      } catch (cause) {
        failure.value = cause
        throw cause
      }
    },
  })
}

function stop(): void {
  subscription?.close()
  subscription = null
  whose = ''
  byId.value = new Map()
  loaded.value = false
  next.value = null
}

watch(me, (now) => {
  if (now?.id !== whose) stop()
})

export const all = computed(() => [...byId.value.values()].sort((a, b) => b.number - a.number))
/** What is followed comes without its reporter. */
const mine = (ticket: Ticket) => ticket.reporter?.id === whose
export const open = computed(() => all.value.filter((ticket) => mine(ticket) && ticket.state !== 'closed'))
export const closed = computed(() => all.value.filter((ticket) => mine(ticket) && ticket.state === 'closed'))
export const followed = computed(() => all.value.filter((ticket) => !mine(ticket)))

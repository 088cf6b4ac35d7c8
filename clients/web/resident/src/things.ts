/** My reports, and those of others that I follow, live: the lists as fetched, then every change after them, newest
 * version only. What is followed comes without its reporter. */

import { defineStore } from 'pinia'
import { computed, ref, shallowReactive } from 'vue'
import type { Me, Ticket, TicketChange } from '@shequtong/sdk'
import { hub, liveFor } from '@shequtong/shared'
import { hersTopic } from './acting'

const PAGE = 20

export const useThings = defineStore('things', () => {
  const byId = shallowReactive(new Map<string, Ticket>())
  const next = ref<string | null>(null)
  const loaded = ref(false)
  const failure = ref<unknown>(null)
  let account = ''
  let subscription: { close(): void } | null = null

  function put(ticket: Ticket): void {
    const known = byId.get(ticket.id)
    if (known === undefined || ticket.version > known.version) byId.set(ticket.id, ticket)
  }

  const mine = (ticket: Ticket) => ticket.reporter?.id === account

  async function followed(): Promise<void> {
    const { tickets } = await hub.get('/api/tickets/following', {}, { limit: PAGE })
    tickets.forEach(put)
  }

  async function page(after: string | null) {
    const { data, cursor } = await hub.tickets({ list: 'own', after, limit: PAGE })
    data.tickets.forEach(put)
    next.value = data.next
    return cursor
  }

  /** Follows this person's reports from now on, or those of whom she acts for. */
  function follow(me: Me, whose = me.id): void {
    if (account === whose) return
    stop()
    account = whose
    subscription = liveFor(me).subscribe([hersTopic(whose, me.id)], {
      wants: (event) => event.type === 'ticket.changed',
      event: (event) => put((event.data as TicketChange).ticket),
      load: async () => {
        try {
          const cursor = await page(null)
          await followed()
          failure.value = null
          loaded.value = true
          return cursor
        } catch (error) {
          failure.value = error
          throw error
        }
      },
    })
  }

  function stop(): void {
    subscription?.close()
    subscription = null
    account = ''
    byId.clear()
    loaded.value = false
    failure.value = null
  }

  const all = computed(() => [...byId.values()].sort((a, b) => b.number - a.number))
  return {
    byId,
    loaded,
    failure,
    next,
    open: computed(() => all.value.filter((ticket) => mine(ticket) && ticket.state !== 'closed')),
    closed: computed(() => all.value.filter((ticket) => mine(ticket) && ticket.state === 'closed')),
    followed: computed(() => all.value.filter((ticket) => !mine(ticket))),
    mine,
    forget: (id: string) => byId.delete(id),
    follow,
    stop,
    put,
    more: () => page(next.value),
  }
})

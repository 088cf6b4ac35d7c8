/**
 * The jobs of whoever is out of doors, live: what the lists say, then every change after it, the newest version of each.
 * The details of the most urgent ones are fetched ahead: in a cellar there is no network to ask for them.
 */

import { defineStore } from 'pinia'
import { computed, ref, shallowReactive } from 'vue'
import type { Cursor, Me, Ticket, TicketChange, TicketDetail } from '@shequtong/sdk'
import { hub, liveFor, scopeOf, topicsOf } from '@shequtong/shared'
import type { Scope } from '@shequtong/shared'
import { byDeadline, partOf } from './steps'
import type { Part } from './steps'

const PAGE = 100
/** Jobs whose details are at hand without a network. */
const AHEAD = 12
const NOBODY: Scope = { account: '', desks: [], organisations: [], worker_organisations: [], watched: [] }

export const useWork = defineStore('work', () => {
  const byId = shallowReactive(new Map<string, Ticket>())
  const details = shallowReactive(new Map<string, TicketDetail>())
  const scope = ref<Scope>(NOBODY)
  const loaded = ref(false)
  const failure = ref<unknown>(null)
  let account = ''
  let subscription: { close(): void } | null = null

  function put(ticket: Ticket): void {
    const known = byId.get(ticket.id)
    if (known === undefined || ticket.version > known.version) byId.set(ticket.id, ticket)
  }

  /** One job with everything; the newest is kept. */
  async function detail(id: string): Promise<TicketDetail> {
    const { data } = await hub.ticket(id)
    const known = details.get(id)
    if (known === undefined || data.ticket.version >= known.ticket.version) details.set(id, data)
    put(data.ticket)
    return data
  }

  async function page(list: 'unit' | 'watching'): Promise<{ cursor: Cursor | null; ids: string[] }> {
    const { data, cursor } = await hub.tickets({ list, limit: PAGE })
    data.tickets.forEach(put)
    return { cursor, ids: data.tickets.map(({ id }) => id) }
  }

  async function load(): Promise<Cursor | null> {
    const before = [...byId.keys()]
    try {
      const unit = await page('unit')
      const watching = scope.value.watched.length > 0 ? await page('watching') : { ids: [] }
      const found = new Set([...unit.ids, ...watching.ids])
      for (const id of before) if (!found.has(id)) byId.delete(id)
      failure.value = null
      loaded.value = true
      void ahead()
      return unit.cursor
    } catch (error) {
      failure.value = error
      throw error
    }
  }

  async function ahead(): Promise<void> {
    for (const ticket of todo.value.slice(0, AHEAD)) {
      const known = details.get(ticket.id)
      if (known !== undefined && known.ticket.version >= ticket.version) continue
      await detail(ticket.id).catch(() => undefined)
    }
  }

  function follow(me: Me): void {
    if (account === me.id) return
    stop()
    account = me.id
    scope.value = scopeOf(me)
    const topics = topicsOf(scope.value)
    if (topics.length === 0) return void (loaded.value = true)
    subscription = liveFor(me).subscribe(topics, {
      wants: (event) => event.type === 'ticket.changed',
      event: (event) => {
        put((event.data as TicketChange).ticket)
        void ahead()
      },
      load,
    })
  }

  function stop(): void {
    subscription?.close()
    subscription = null
    account = ''
    scope.value = NOBODY
    byId.clear()
    details.clear()
    loaded.value = false
    failure.value = null
  }

  const parts = computed(() => {
    const found = new Map<Part, Ticket[]>()
    for (const ticket of byId.values()) {
      const part = partOf(ticket, scope.value)
      if (part !== null) found.set(part, [...(found.get(part) ?? []), ticket])
    }
    for (const list of found.values()) list.sort(byDeadline)
    return found
  })
  const todo = computed(() => (['accept', 'assign', 'do'] as const).flatMap((part) => parts.value.get(part) ?? []))

  return { byId, details, scope, loaded, failure, parts, todo, put, detail, follow, stop, load }
})

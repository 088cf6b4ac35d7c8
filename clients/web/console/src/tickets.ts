/**
 * The tickets of the desk, live: the state as fetched, then every event after it, the newest version of each. The
 * three lists are computed from the tickets by the shared rule, so a ticket moves by itself when its holder changes.
 */

import { defineStore } from 'pinia'
import { computed, ref, shallowReactive } from 'vue'
import type { Me, Ticket, TicketChange } from '@shequtong/sdk'
import { hub, listOf, liveFor, scopeOf, topicsOf } from '@shequtong/shared'
import type { List, Scope } from '@shequtong/shared'

const PAGE = 200
/** Pages of a list fetched at once; the rest comes when asked for. */
const PAGES = 5
/** How long a ticket that arrived live is marked as new. Milliseconds. */
const FRESH_MS = 8000

const NOBODY: Scope = { account: '', desks: [], organisations: [], worker_organisations: [], watched: [] }

export const useTickets = defineStore('tickets', () => {
  const byId = shallowReactive(new Map<string, Ticket>())
  const fresh = shallowReactive(new Set<string>())
  const scope = ref<Scope>(NOBODY)
  const loaded = ref(false)
  const failure = ref<unknown>(null)
  /** Grows with every change that is heard: what is fetched beside the tickets may have changed too. */
  const changes = ref(0)
  const next = shallowReactive<{ unit: string | null; watching: string | null }>({ unit: null, watching: null })
  let subscription: { close(): void } | null = null

  function put(ticket: Ticket): boolean {
    const known = byId.get(ticket.id)
    if (known !== undefined && known.version >= ticket.version) return false
    // What an organisation is shown lacks the reporter; who may know her keeps what is known.
    const reporter = ticket.reporter ?? known?.reporter ?? null
    byId.set(ticket.id, reporter === ticket.reporter ? ticket : { ...ticket, reporter })
    return true
  }

  function apply({ ticket }: TicketChange): void {
    const before = byId.get(ticket.id)
    const was = before === undefined ? null : listOf(before, scope.value)
    if (!put(ticket)) return
    changes.value += 1
    const is = listOf(ticket, scope.value)
    if (is === null || is === was) return
    fresh.add(ticket.id)
    setTimeout(() => fresh.delete(ticket.id), FRESH_MS)
  }

  async function pages(list: 'unit' | 'watching', after: string | null, most: number) {
    let first = null
    const ids: string[] = []
    for (let page = 0; page < most; page++) {
      const { data, cursor } = await hub.tickets({ list, after, limit: PAGE })
      first ??= cursor
      for (const ticket of data.tickets) {
        put(ticket)
        ids.push(ticket.id)
      }
      after = data.next
      if (after === null) break
    }
    next[list] = after
    return { cursor: first, ids }
  }

  /**
   * Pages are read one after the other: the cursor is that of the first, and versions settle the rest. At a reset,
   * what was known before and is in no list any more must go; nothing disappears while the pages are on their way.
   */
  async function load() {
    const before = [...byId.keys()]
    try {
      const unit = await pages('unit', null, PAGES)
      const watching = scope.value.watched.length > 0 ? await pages('watching', null, 1) : { ids: [] }
      const found = new Set([...unit.ids, ...watching.ids])
      for (const id of before) if (!found.has(id)) byId.delete(id)
      failure.value = null
      loaded.value = true
      return unit.cursor
    } catch (error) {
      failure.value = error
      throw error
    }
  }

  function follow(me: Me): void {
    stop()
    scope.value = scopeOf(me)
    const topics = topicsOf(scope.value)
    if (topics.length === 0) {
      loaded.value = true
      return
    }
    subscription = liveFor(me).subscribe(topics, {
      wants: (event) => event.type === 'ticket.changed',
      event: (event) => apply(event.data as TicketChange),
      load,
    })
  }

  function stop(): void {
    subscription?.close()
    subscription = null
    scope.value = NOBODY
    byId.clear()
    fresh.clear()
    loaded.value = false
    failure.value = null
  }

  const lists = computed(() => {
    const found: Record<List, Ticket[]> = { mine: [], unit: [], watching: [] }
    for (const ticket of byId.values()) {
      const list = listOf(ticket, scope.value)
      if (list === 'mine') found.unit.push(ticket)
      if (list !== null) found[list].push(ticket)
    }
    return found
  })

  return {
    byId, fresh, scope, loaded, changes, failure, next, lists, put, follow, stop,
    more: (list: 'unit' | 'watching') => pages(list, next[list], 1),
  }
})

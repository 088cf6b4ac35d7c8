/**
 * The tickets of the desk, live: the state as fetched, then every event after it, the newest version of each. The
 * three lists are computed from the tickets by the shared rule, so a ticket moves by itself when its holder changes.
 */

import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef } from 'vue'
import type { Me, Ticket, TicketChange } from '@shequtong/sdk'
import { hub, listOf, liveFor, scopeOf, topicsOf } from '@shequtong/shared'
import type { List, Scope } from '@shequtong/shared'

const PAGE = 200
/** Pages of a list that come by themselves, one after the other; what is beyond them comes when asked for. */
const PAGES = 50
/** After a page that did not come, the first and the longest pause. Milliseconds. */
const AGAIN_MS = [1_000, 30_000] as const
/** How long a ticket that arrived live is marked as new. Milliseconds. */
const FRESH_MS = 8000

const NOBODY: Scope = { account: '', desks: [], organisations: [], worker_organisations: [], watched: [] }

export const useTickets = defineStore('tickets', () => {
  const byId = shallowReactive(new Map<string, Ticket>())
  const fresh = shallowReactive(new Set<string>())
  const scope = ref<Scope>(NOBODY)
  const loaded = ref(false)
  const failure = ref<unknown>(null)
  /** The last that came live into one's own queue, or became an emergency one sees. */
  const arrived = shallowRef<Ticket | null>(null)
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
    // A new one may be on a page that was read just before this was heard: it has arrived all the same.
    const ahead = ticket.version === 1 && before !== undefined && !heard.has(ticket.id)
    heard.add(ticket.id)
    if (ahead && was === 'mine') arrived.value = before
    if (!put(ticket)) return
    changes.value += 1
    const is = listOf(ticket, scope.value)
    if ((is === 'mine' && was !== 'mine') || (is !== null && ticket.urgent === true && before?.urgent !== true)) arrived.value = ticket
    if (is === null || is === was) return
    fresh.add(ticket.id)
    setTimeout(() => fresh.delete(ticket.id), FRESH_MS)
  }

  /** Each state that is fetched has a number; what belongs to an earlier one stops. */
  let loads = 0
  /** Heard of since the state began to be fetched: the pages may have passed where these stand now. */
  const heard = new Set<string>()
  const which = (): ('unit' | 'watching')[] => (scope.value.watched.length > 0 ? ['unit', 'watching'] : ['unit'])

  /** One page of a list: where it was read, and its tickets. Nothing is done with one that comes too late. */
  async function page(list: 'unit' | 'watching', after: string | null) {
    const mine = loads
    const { data, cursor } = await hub.tickets({ list, after, limit: PAGE })
    if (mine !== loads) return { cursor, ids: [] }
    for (const ticket of data.tickets) put(ticket)
    next[list] = data.next
    return { cursor, ids: data.tickets.map(({ id }) => id) }
  }

  /**
   * The first page of each list is there at once, the others follow while one works. Pages are read one after the
   * other: the cursor is that of the first, and versions settle the rest. At a reset, what was known before and is in
   * no list any more goes when all pages are here; nothing disappears while they are on their way.
   */
  async function load() {
    const mine = ++loads
    const before = [...byId.keys()]
    heard.clear()
    try {
      const found = new Set<string>()
      let first = null
      for (const list of which()) {
        const { cursor, ids } = await page(list, null)
        first ??= cursor
        for (const id of ids) found.add(id)
      }
      if (mine !== loads) return first
      failure.value = null
      loaded.value = true
      void rest(mine, before, found)
      return first
    } catch (error) {
      failure.value = error
      throw error
    }
  }

  async function rest(mine: number, before: readonly string[], found: Set<string>): Promise<void> {
    for (const list of which())
      for (let at = 1, pause: number = AGAIN_MS[0]; at < PAGES && next[list] !== null; ) {
        const got = await page(list, next[list]).catch(() => null)
        if (mine !== loads) return
        if (got === null) {
          await new Promise((resolve) => setTimeout(resolve, pause))
          if (mine !== loads) return
          pause = Math.min(pause * 2, AGAIN_MS[1])
          continue
        }
        for (const id of got.ids) found.add(id)
        at++
      }
    for (const id of before) if (!found.has(id) && !heard.has(id)) byId.delete(id)
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
    loads++
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
    byId, fresh, arrived, scope, loaded, changes, failure, next, lists, put, follow, stop,
    more: (list: 'unit' | 'watching') => page(list, next[list]),
  }
})

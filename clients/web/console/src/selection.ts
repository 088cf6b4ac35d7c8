/** The tickets one has picked from a list to act on together. Only what is in the list still counts. */

import { computed, shallowReactive, watch } from 'vue'
import type { Ticket } from '@shequtong/sdk'

export function useSelection(rows: () => readonly Ticket[]) {
  const picked = shallowReactive(new Set<string>())
  let last = ''
  /** In the order of the list; what left the list meanwhile is not acted on unseen. */
  const chosen = computed(() => rows().filter((ticket) => picked.has(ticket.id)))

  watch(rows, (now) => {
    if (picked.size === 0) return
    const there = new Set(now.map((ticket) => ticket.id))
    for (const id of picked) if (!there.has(id)) picked.delete(id)
  })

  function toggle(id: string): void {
    if (!picked.delete(id)) picked.add(id)
    last = id
  }

  /** From the one picked last to this one, both with it. */
  function to(id: string): void {
    const ids = rows().map((ticket) => ticket.id)
    const [from, until] = [ids.indexOf(last), ids.indexOf(id)]
    if (from === -1 || until === -1) {
      toggle(id)
      return
    }
    for (const one of ids.slice(Math.min(from, until), Math.max(from, until) + 1)) picked.add(one)
    last = id
  }

  function all(): void {
    for (const ticket of rows()) picked.add(ticket.id)
  }

  function only(ids: readonly string[]): void {
    picked.clear()
    for (const id of ids) picked.add(id)
  }

  return { picked, chosen, toggle, to, all, only, clear: () => picked.clear() }
}

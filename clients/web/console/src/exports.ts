/** Files of lists: asked for here, written in the background, followed live until they can be fetched. */

import { defineStore } from 'pinia'
import { computed, ref, shallowReactive } from 'vue'
import { newKey } from '@shequtong/sdk'
import type { Export, Key, Me, TicketsPageQuery } from '@shequtong/sdk'
import { hub, liveFor } from '@shequtong/shared'
import type { Locale } from '@shequtong/shared'
import type { Narrow } from './order'

/** A grid officer, a worker or a volunteer sees single cases and takes no list home. */
const ROLES = ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'dept_handler', 'property_dispatcher', 'committee']

export const mayExport = (me: Pick<Me, 'kind' | 'grants'>): boolean => me.kind === 'staff' && me.grants.some(({ role }) => ROLES.includes(role))

export const unfinished = ({ state }: Pick<Export, 'state'>): boolean => state === 'waiting' || state === 'running'

/** How much is written, 0 to 1; null: nobody has counted what there is. */
export function share({ state, rows, total }: Pick<Export, 'state' | 'rows' | 'total'>): number | null {
  if (state === 'done') return 1
  if (total === null) return null
  return total === 0 ? 0 : Math.min(rows / total, 1)
}

/** The filter of a list of the desk as the hub takes it. */
export function asked(narrow: Narrow | null, words: string): Partial<Record<Exclude<Narrow, 'nobody'>, true>> & { assignee?: TicketsPageQuery['assignee']; words?: string } {
  const text = words.trim()
  const one = narrow === null ? {} : narrow === 'nobody' ? { assignee: 'none' as const } : { [narrow]: true as const }
  return text === '' ? one : { ...one, words: text.slice(0, 50) }
}

export const useExports = defineStore('exports', () => {
  const byId = shallowReactive(new Map<string, Export>())
  const shown = ref(false)
  let subscription: { close(): void } | null = null

  /** What has ended stays ended; one that begins anew counts from nothing again. */
  function put(told: Export): void {
    const known = byId.get(told.id)
    if (known === undefined || unfinished(known)) byId.set(told.id, told)
  }

  function follow(me: Me): void {
    stop()
    if (!mayExport(me)) return
    subscription = liveFor(me).subscribe([`own/${me.id}`], {
      wants: (event) => event.type === 'export.progress',
      event: (event) => put(event.data as Export),
      aside: true,
      load: async () => {
        const { data, cursor } = await hub.read('/api/exports', {})
        byId.clear()
        data.exports.forEach((one) => byId.set(one.id, one))
        return cursor
      },
    })
  }

  function stop(): void {
    subscription?.close()
    subscription = null
    byId.clear()
    shown.value = false
  }

  async function ask(list: string, filters: Readonly<Record<string, unknown>>, locale: Locale, key: Key): Promise<void> {
    const made = await hub.post('/api/exports', {}, { list, filters, locale }, key)
    if (!byId.has(made.id)) put(made) // its first progress may have been faster
    shown.value = true
  }

  const cancel = async (id: string): Promise<void> => put(await hub.post('/api/exports/{export}/cancel', { export: id }, {}, newKey()))

  const all = computed(() => [...byId.values()].sort((a, b) => b.created_at.localeCompare(a.created_at)))
  return { byId, all, shown, running: computed(() => all.value.filter(unfinished).length), put, follow, stop, ask, cancel }
})

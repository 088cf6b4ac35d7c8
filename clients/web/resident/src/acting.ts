/**
 * 亲情代办: as whom this phone is used. With her consent a child acts for a parent: what the pages then ask and send is
 * hers, until the child goes back or she takes back her word. The hub looks at each request; this is only what is shown.
 */

import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { FamilyMandate, FamilyMandates, Residence } from '@shequtong/sdk'
import { hub, liveFor, useSession } from '@shequtong/shared'

/** Kept for as long as the page's tab: an app that is opened anew begins as oneself. */
const KEY = 'shequ.acting'

const living = (all: readonly Residence[] | undefined) => all?.find((one) => one.state !== 'ended' && one.state !== 'refused')

/** What tells of her: all to herself; to who acts for her, what her consent covers. */
export const hersTopic = (whose: string, me: string): string => (whose === me ? `own/${me}` : `kin/${whose}`)

export const useActing = defineStore('acting', () => {
  const session = useSession()
  const all = shallowRef<FamilyMandates>({ acting: [], mine: [] })
  const loaded = ref(false)
  const chosen = ref(sessionStorage.getItem(KEY) ?? '')
  const residences = shallowRef<Residence[]>([])
  /** Whose word has ended while she was acted for: said once, until the next press. */
  const over = ref('')
  /** Grows when something was done for somebody, or for me. */
  const acts = ref(0)
  let account = ''
  let subscription: { close(): void } | null = null

  /** The mandate that is used now. */
  const mandate = computed<FamilyMandate | null>(() => all.value.acting.find((one) => one.id === chosen.value && one.state === 'agreed') ?? null)
  const parent = computed(() => mandate.value?.parent ?? '')

  function choose(id: string): void {
    chosen.value = id
    if (id === '') sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, id)
  }

  async function become(one: FamilyMandate): Promise<void> {
    over.value = ''
    choose(one.id)
    await where()
  }

  const back = (): void => choose('')

  /** Where she lives: the first guess of a report's place. */
  async function where(): Promise<void> {
    const whose = parent.value
    residences.value = []
    if (whose === '') return
    const found = (await hub.get('/api/residences', {}, {})).residences
    if (whose === parent.value) residences.value = found
  }

  function put(one: FamilyMandate): void {
    const into = (list: FamilyMandate[]) => {
      const known = list.find(({ id }) => id === one.id)
      if (known !== undefined && known.version >= one.version) return list
      return [one, ...list.filter(({ id }) => id !== one.id)].sort((a, b) => b.id.localeCompare(a.id))
    }
    if (one.child === account) all.value = { ...all.value, acting: into(all.value.acting) }
    else all.value = { ...all.value, mine: into(all.value.mine) }
  }

  function follow(me: string): void {
    if (account === me) return
    stop()
    account = me
    subscription = liveFor(session.me!).subscribe([`own/${me}/family`], {
      wants: (event) => event.type === 'family.changed' || event.type === 'family.acted',
      event: (event) => {
        if (event.type === 'family.acted') acts.value += 1
        else put((event.data as { mandate: FamilyMandate }).mandate)
      },
      load: async () => {
        const { data, cursor } = await hub.read('/api/family', {}).catch((error: unknown) => {
          if (!loaded.value) choose('') // without a network she begins as herself
          throw error
        })
        all.value = data
        loaded.value = true
        if (parent.value !== '' && residences.value.length === 0) await where().catch(() => undefined)
        return cursor
      },
    })
  }

  function stop(): void {
    subscription?.close()
    subscription = null
    account = ''
    all.value = { acting: [], mine: [] }
    loaded.value = false
  }

  /** Signed out: nothing of it is left for the next. */
  function leave(): void {
    stop()
    choose('')
  }

  // Set at once, before any page asks for the next thing.
  watch(parent, (now) => (hub.http.actingFor = now), { immediate: true, flush: 'sync' })
  watch(mandate, (now, before) => {
    if (now !== null || before === null || chosen.value === '') return
    over.value = before.parent_name
    choose('')
  })

  return {
    /** An app that was opened anew does not know yet whom it acts for. */
    settling: computed(() => chosen.value !== '' && !loaded.value),
    all, mandate, parent, over, acts,
    become, back, follow, leave, put,
    /** Asked of me, and not answered yet. */
    asked: computed(() => all.value.mine.filter(({ state }) => state === 'asked')),
    home: computed(() => living(parent.value === '' ? session.me?.residences : residences.value)),
    homes: computed(() => (parent.value === '' ? (session.me?.residences ?? []) : residences.value).filter((one) => one.state !== 'ended' && one.state !== 'refused')),
    /** Whose things are shown. */
    whose: computed(() => (parent.value === '' ? (session.me?.id ?? '') : parent.value)),
    name: computed(() => mandate.value?.parent_name ?? session.me?.name ?? ''),
  }
})

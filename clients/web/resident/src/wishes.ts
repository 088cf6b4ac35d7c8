/** The wall of wishes (心愿墙), live: a page as fetched, then every change after it, newest version only. */

import { computed, onUnmounted, ref, shallowReactive, watch } from 'vue'
import type { AreaDetail, EventData, WishMine, WishShown } from '@shequtong/sdk'
import { hub, liveFor, useSession, useTexts } from '@shequtong/shared'
import type { IconName } from '@shequtong/shared'
import { homeOf } from './sections'

export type WishKind = WishShown['kind']
export type Group = 'open' | 'going' | 'done'

export const KINDS: Record<WishKind, IconName> = {
  thing: 'gift', help: 'people', company: 'chat', repair: 'wrench', learning: 'book', health: 'heart', other: 'star',
}
export const GROUPS: Record<Group, WishShown['state'][]> = { open: ['open'], going: ['claimed', 'fulfilled'], done: ['thanked'] }
/** The way of a wish as its asker sees it. */
export const STAGES = ['asked', 'open', 'claimed', 'contacted', 'thanked'] as const

const PAGE = 20
const WIDE: AreaDetail['level'][] = ['district', 'street', 'community']

/** Index into STAGES of what has been reached; -1: it is not on its way. */
export function stageOf(wish: Pick<WishMine, 'state' | 'contacted_at'>): number {
  switch (wish.state) {
    case 'asked':
    case 'returned':
      return 0
    case 'open':
      return 1
    case 'claimed':
      return wish.contacted_at === null ? 2 : 3
    case 'fulfilled':
      return 3
    case 'thanked':
      return 4
    default:
      return -1
  }
}

/** Whole days until a time; the day itself counts. */
export const daysLeft = (until: string, now: Date) => Math.max(0, Math.ceil((Date.parse(until) - now.getTime()) / 86_400_000))

/** A newer state of a wish takes the place of an older one; what is gone leaves. */
export function applied(wall: Map<string, WishShown>, wish: WishShown): void {
  const known = wall.get(wish.id)
  if (known !== undefined && known.version >= wish.version) return
  wall.set(wish.id, wish)
}

/** What hangs there of a group and a kind, the newest first. */
export const hanging = (wall: ReadonlyMap<string, WishShown>, group: Group, kind: WishKind | '') =>
  [...wall.values()].filter((wish) => GROUPS[group].includes(wish.state) && (kind === '' || wish.kind === kind)).sort((a, b) => b.number - a.number)

/** The topics of the wall where an area lies. */
export const wallTopics = (area: AreaDetail) => [...area.ancestors, area].filter(({ level }) => WIDE.includes(level)).map(({ id }) => `public/${id}/wishes`)

export function useWall(group: () => Group, kind: () => WishKind | '') {
  const session = useSession()
  const { error } = useTexts()
  const wall = shallowReactive(new Map<string, WishShown>())
  const next = ref<string | null>(null)
  const failure = ref('')
  const loaded = ref(false)
  const topics = ref<string[]>([])
  const area = computed(() => homeOf(session.me)?.dwelling.id ?? session.me?.district.id ?? '')
  let subscription: { close(): void } | null = null

  async function page(after: string | null) {
    const found = await hub.read('/api/wishes/wall', {}, {
      area: area.value, state: GROUPS[group()], kind: kind() === '' ? null : (kind() as WishKind), after, limit: PAGE,
    })
    found.data.wishes.forEach((wish) => applied(wall, wish))
    next.value = found.data.next
    loaded.value = true
    failure.value = ''
    return found.cursor
  }

  async function first() {
    try {
      return await page(null)
    } catch (cause) {
      failure.value = error(cause)
      throw cause
    }
  }

  watch([group, kind], () => void first().catch(() => undefined))
  watch(
    area,
    async (id) => {
      if (id === '') return
      topics.value = await hub.area(id).then(wallTopics, () => [])
      subscription?.close()
      wall.clear()
      if (session.me === null || topics.value.length === 0) return void first().catch(() => undefined)
      subscription = liveFor(session.me).subscribe(topics.value, {
        wants: (event) => event.type === 'wish.shown',
        event: (event) => applied(wall, (event.data as EventData['wish.shown']).wish),
        aside: true,
        load: first,
      })
    },
    { immediate: true },
  )
  onUnmounted(() => subscription?.close())
  return { wishes: computed(() => hanging(wall, group(), kind())), next, failure, loaded, topics, more: () => page(next.value) }
}

/** The areas whose settings one may look at: one's own and the level below; and the one a list is narrowed to. */

import { computed, ref, watch } from 'vue'
import { useRoute } from 'vue-router'
import type { Area, Me } from '@shequtong/sdk'
import { hub, useSession } from '@shequtong/shared'

export type Settled = Pick<Area, 'id' | 'name' | 'level'>
const LEVELS = ['district', 'street', 'community']

/** The areas that one works for, each once, and the chosen of them; `roles`: only where one has such a role. */
export function useGrantedAreas(roles?: readonly string[]) {
  const session = useSession()
  const areas = computed(() => {
    const grants = (session.me?.grants ?? []).filter(({ role }) => roles?.includes(role) ?? true)
    return [...new Map(grants.map(({ area }) => [area.id, area])).values()]
  })
  return { areas, area: ref(areas.value[0]?.id ?? '') }
}

export function useOwnAreas(me: Me | null) {
  const own = [...new Map((me?.grants ?? []).filter(({ area }) => LEVELS.includes(area.level)).map(({ area }) => [area.id, area])).values()]
  const areas = ref<Settled[]>(own)
  const area = ref(own[0]?.id ?? '')
  /** Streets and the district look into what is below them. */
  const fetch = async (): Promise<void> => {
    const below = await Promise.all(own.filter(({ level }) => level !== 'community').map(({ id }) => hub.areas(id).catch(() => [])))
    const found = below.flat().filter(({ level }) => LEVELS.includes(level))
    areas.value = [...new Map([...own, ...found].map((one) => [one.id, one])).values()]
  }
  void fetch()
  return { areas, area }
}

/** Only what is inside this area (`?area=`): from the map, a place that was searched for, the place of a ticket. */
export function useNarrowedArea() {
  const route = useRoute()
  const area = computed(() => (typeof route.query.area === 'string' ? route.query.area : null))
  const areaName = ref('')
  watch(
    area,
    async (id) => {
      areaName.value = ''
      if (id === null) return
      const found = await hub.area(id).catch(() => null)
      if (found !== null && area.value === id) areaName.value = found.name
    },
    { immediate: true },
  )
  return { area, areaName }
}

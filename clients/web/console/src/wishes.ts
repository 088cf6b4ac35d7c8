/** Wishes on the console: which tabs for whom, and where they are heard. */

import type { Me, Wish, WishPage } from '@shequtong/sdk'
import type { IconName } from '@shequtong/shared'

export type WishTab = 'asked' | 'open' | 'claimed' | 'fulfilled' | 'thanked' | 'back' | 'wall' | 'taken'

export const STATES: Record<Exclude<WishTab, 'wall' | 'taken'>, Wish['state'][]> = {
  asked: ['asked'], open: ['open'], claimed: ['claimed'], fulfilled: ['fulfilled'], thanked: ['thanked'], back: ['returned', 'refused', 'withdrawn'],
}
export const WISH_ICONS: Record<Wish['kind'], IconName> = {
  thing: 'gift', help: 'people', company: 'chat', repair: 'wrench', learning: 'book', health: 'heart', other: 'star',
}
const READERS = ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord', 'grid_officer']
const FIRMS = ['dept_handler', 'property_dispatcher', 'committee']

const areas = (me: Me, roles: string[]) => [...new Set(me.grants.filter(({ role }) => roles.includes(role)).map(({ area }) => area.id))]

export const reads = (me: Me) => areas(me, READERS).length > 0

export const tabsOf = (me: Me): WishTab[] => (reads(me) ? (Object.keys(STATES) as WishTab[]) : ['wall', 'taken'])

/** Where a firm's people look for wishes. */
export const firmArea = (me: Me) => areas(me, FIRMS)[0] ?? me.district.id

export function wishTopics(me: Me, wall: readonly string[]): string[] {
  const firms = me.grants.flatMap(({ role, organisation }) => (FIRMS.includes(role) && organisation ? [`org/${organisation.id}/wishes`] : []))
  return reads(me) ? areas(me, READERS).map((area) => `staff/${area}/wishes`) : [...new Set([...firms, ...wall, `own/${me.id}`])]
}

/** Whole days until a time; the day itself counts. */
export const daysLeft = (until: string, now: Date) => Math.max(0, Math.ceil((Date.parse(until) - now.getTime()) / 86_400_000))

/** The words of the wall as a first proposal: her own, without the number of a phone. */
export const proposed = (text: string) => text.replace(/1[3-9](?:[ -]?\d){9}/g, '').trim().slice(0, 300)

export type WishDoing = WishPage['actions'][number]

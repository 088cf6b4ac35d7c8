/** What the home offers is data of the hub: report and certification are pages of the mini-program, the rest are pages of
 * ours in the web-view. */

import type { Section } from '@shequtong/sdk'
import { ICONS } from '@shared/icons'
import type { IconName } from '@shared/icons'
import { ref, shallowRef } from 'vue'
import { hub } from './hub'
import { locale } from './look'
import { keep, kept } from './platform/storage'
import { liveConnection } from './session'

const NATIVE: Record<string, string> = { report: '/pages/report/index', certification: '/pages/certify/index' }

export const sections = shallowRef<Section[]>(kept<Section[]>('sections', []))
export const sectionsFailed = ref<unknown>(null)

/** Those of where she lives, else of the district. */
async function loadSections(area: string): Promise<void> {
  try {
    sections.value = (await hub.get('/api/home', {}, { area })).sections
    keep('sections', sections.value)
    sectionsFailed.value = null
  } catch (cause) {
    if (sections.value.length === 0) sectionsFailed.value = cause
  }
}

let heard: { close(): void } | null = null
let whose: unknown = null

/** Fetched, and again when somebody changes them. */
export async function followSections(district: string, area: string): Promise<void> {
  const live = liveConnection()
  if (live !== null && whose !== live) {
    heard?.close()
    whose = live
    heard = live.subscribe([`public/${district}/home`], {
      wants: (event) => event.type === 'home.changed',
      event: () => void loadSections(area),
      aside: true,
    })
  }
  await loadSections(area)
}

export const isNative = (one: Section) => NATIVE[one.key] !== undefined
export const nameOf = (one: Section) => (locale.value === 'en' ? one.name_en : one.name)
/** An icon that this version does not have yet is a dot among friends. */
export const iconOf = (one: Section): IconName => (one.icon in ICONS ? (one.icon as IconName) : 'info')

export function openNative(key: string): void {
  uni.navigateTo({ url: NATIVE[key] ?? '/pages/mine/index' })
}

export function openWeb(path: string): void {
  uni.navigateTo({ url: `/pages/web/index?path=${encodeURIComponent(path)}` })
}

export function openSection(one: Section): void {
  if (one.state !== 'open') return
  if (isNative(one)) openNative(one.key)
  else openWeb(`/#${one.address}`)
}

/** How the app looks and speaks on this phone; pages in a web-view are told in their address. */

import { computed, ref } from 'vue'
import { keep, kept } from './platform/storage'

export type Locale = 'zh-CN' | 'en'

export const elder = ref(kept('elder', false))
export const locale = ref<Locale>(kept<Locale>('locale', 'zh-CN'))

export function setElder(on: boolean): void {
  elder.value = on
  keep('elder', on)
}

export function setLocale(wished: Locale): void {
  locale.value = wished
  keep('locale', wished)
}

/** The classes of a page's outermost view. */
export const look = computed(() => (elder.value ? 'page elder' : 'page'))

/** `/#/circle` → `/?elder=on&locale=zh-CN#/circle` */
export function handing(path: string): string {
  const at = path.indexOf('#')
  const [front, rest] = at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at)]
  return `${front}?elder=${elder.value ? 'on' : 'off'}&locale=${locale.value}${rest}`
}

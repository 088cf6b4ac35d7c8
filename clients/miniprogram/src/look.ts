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

/** How large she has set the type in WeChat, once for everything: 1 is the standard. It scales no px by itself. */
const scale = ref(1)

export function readScale(): void {
  const said = (uni.getAppBaseInfo?.() ?? {}) as { fontSizeScaleFactor?: number; fontSizeSetting?: number }
  scale.value = said.fontSizeScaleFactor ?? (said.fontSizeSetting === undefined ? 1 : said.fontSizeSetting / 17)
}

/** Its style: the size of type in px. In 长辈版 never smaller than its own; what stands in two columns is whole up to 30. */
export const sized = computed(() => {
  const [own, least] = elder.value ? [21, 21] : [17, 15]
  return `--size:${Math.max(least, Math.min(30, Math.round(own * scale.value)))}px`
})

/** `/#/circle` → `/?elder=on&locale=zh-CN#/circle` */
export function handing(path: string): string {
  const at = path.indexOf('#')
  const [front, rest] = at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at)]
  return `${front}?elder=${elder.value ? 'on' : 'off'}&locale=${locale.value}${rest}`
}

/** The pages' sentences, the same words as on the phone's web pages; Chinese first, English complete. */

import { onShow } from '@dcloudio/uni-app'
import { watch } from 'vue'
import { ApiError } from '@shequtong/sdk'
import type { Category } from '@shequtong/sdk'
import residentEn from '@resident/locales/en'
import residentZh from '@resident/locales/zh-CN'
import commonEn from '@shared/messages/en'
import commonZh from '@shared/messages/zh-CN'
import en from './locales/en'
import zh from './locales/zh-CN'
import { locale } from './look'

type Tree = { [key: string]: string | string[] | Tree }
const WORDS = {
  'zh-CN': { ...commonZh, ...residentZh, ...zh } as unknown as Tree,
  en: { ...commonEn, ...residentEn, ...en } as unknown as Tree,
}
const ZONE_MS = 8 * 3_600_000

function found(key: string): string | string[] | undefined {
  let here: Tree | string | string[] | undefined = WORDS[locale.value]
  for (const part of key.split('.')) {
    if (typeof here !== 'object' || Array.isArray(here)) return undefined
    here = here[part]
  }
  return typeof here === 'object' && !Array.isArray(here) ? undefined : here
}

/** `{name}` in a sentence is filled from `named`. */
export function t(key: string, named: Record<string, unknown> = {}): string {
  const text = found(key)
  return typeof text === 'string' ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(named[name] ?? '')) : key
}

/** The bar above a page says its name in the reader's language. Called once in the page. */
export function useTitle(key: string): void {
  const name = () => uni.setNavigationBarTitle({ title: t(key) })
  onShow(name)
  watch(locale, name)
}

export function list(key: string): string[] {
  const texts = found(key)
  return Array.isArray(texts) ? texts : []
}

export function category(one: Category | undefined, key: string): string {
  return one === undefined ? key : locale.value === 'en' ? one.name_en : one.name
}

export function sentence(cause: unknown): string {
  if (!(cause instanceof ApiError)) return t('error.unknown', { code: 'app' })
  if (cause.unreachable) return t('error.unreachable')
  return cause.message !== '' ? cause.message : t('error.unknown', { code: cause.code })
}

// Phones' engines differ in what they know of time zones and languages: the district's clock is reckoned here.

/** The day in the district, as the hub writes days. */
export function dayOf(milliseconds: number): string {
  return new Date(milliseconds + ZONE_MS).toISOString().slice(0, 10)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `2026-12-20` → 2026年12月20日 */
export function day(date: string | null): string {
  if (date === null) return ''
  const [year, month, at] = date.slice(0, 10).split('-').map(Number)
  return locale.value === 'en' ? `${at} ${MONTHS[month! - 1]} ${year}` : `${year}年${month}月${at}日`
}

/** Today only the time, else the day with it. */
export function when(at: string, now: number): string {
  const moment = new Date(Date.parse(at) + ZONE_MS).toISOString()
  const clock = moment.slice(11, 16)
  if (moment.slice(0, 10) === dayOf(now)) return clock
  const [, month, date] = moment.slice(0, 10).split('-').map(Number)
  return locale.value === 'en' ? `${date} ${MONTHS[month! - 1]} ${clock}` : `${month}月${date}日 ${clock}`
}

/** 100123 → 100 123 */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ' ')
}

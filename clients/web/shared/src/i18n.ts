/** Languages: Chinese first, English complete. Every app adds its own messages to the common ones. */

import { createI18n } from 'vue-i18n'
import en from './messages/en'
import zh from './messages/zh-CN'

export type Locale = 'zh-CN' | 'en'
export const LOCALES: Locale[] = ['zh-CN', 'en']

/** The same keys, other words: what makes English complete at compile time. */
export type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> }

const KEY = 'shequ.locale'

export function storedLocale(): Locale {
  return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh-CN'
}

export function makeI18n<T extends object>(own: T, ownEn: Words<T>) {
  return createI18n({
    legacy: false,
    locale: storedLocale(),
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': { ...zh, ...own }, en: { ...en, ...ownEn } } as unknown as Record<Locale, Record<string, string>>,
  })
}

export function rememberLocale(locale: Locale): void {
  localStorage.setItem(KEY, locale)
}

/** Words that depend on the language and on data: categories, states, times. One composable for every page. */

import { useI18n } from 'vue-i18n'
import type { Category } from '@shequtong/sdk'
import { known } from './categories'
import { now } from './clock'
import type { Deadline } from './deadline'
import { sentence } from './errors'
import { coarse, when } from './format'
import type { Locale } from './i18n'

export function useTexts() {
  const { t, locale } = useI18n()
  const language = () => locale.value as Locale

  const duration = (minutes: number): string => {
    const { amount, unit } = coarse(Math.abs(minutes))
    return amount === 0 ? t('time.now') : t(`time.${unit}`, { n: amount })
  }

  return {
    t,
    locale,
    duration,
    error: (error: unknown) => sentence(error, t),
    when: (at: string | Date) => when(at, new Date(now.value), language()),
    left: (one: Deadline) => {
      if (one.what === null) return t('deadline.none')
      if (one.by === null) return t(`deadline.${one.what}`)
      if (one.what === 'hung') return t('deadline.hung_for', { time: duration(one.minutes) })
      return t(one.minutes < 0 ? 'deadline.over' : 'deadline.left', { time: duration(one.minutes) })
    },
    /** Its key only when it is of no kind that we know; dots until the kinds have come. */
    category: (one: Category | undefined, key: string) => {
      if (one === undefined) return known.value ? key : '…'
      return language() === 'en' ? one.name_en : one.name
    },
    group: (one: Category) => (language() === 'en' ? one.group_en : one.group),
  }
}

/** How numbers, times and durations are shown to people. Storage is UTC; people live in Asia/Shanghai. */

import type { Locale } from './i18n'

const ZONE = 'Asia/Shanghai'

/** A ticket's number in the groups people say on the phone: 100123 → "100 123". */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ' ')
}

/** To make a formatter costs a hundred times what using it does, and a list has two a row. */
const DAY = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE })
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' })
const dated = (locale: Locale) => {
  const date = { timeZone: ZONE, month: 'short', day: 'numeric' } as const
  return [new Intl.DateTimeFormat(locale, date), new Intl.DateTimeFormat(locale, { ...date, year: 'numeric' })] as const
}
const DATES = { 'zh-CN': dated('zh-CN'), en: dated('en') }

const day = (at: Date): string => DAY.format(at)

export function clock(at: Date | string): string {
  return CLOCK.format(new Date(at))
}

/** Today only the time, this year without the year, else the whole date. */
export function when(at: Date | string, now: Date, locale: Locale): string {
  const moment = new Date(at)
  const [then, today] = [day(moment), day(now)]
  if (then === today) return clock(moment)
  const date = DATES[locale][then.slice(0, 4) === today.slice(0, 4) ? 0 : 1]
  return `${date.format(moment)} ${clock(moment)}`
}

/** The one unit that says it best: 45 → 45 minutes, 150 → 2 hours, 3000 → 2 days. */
export function coarse(minutes: number): { amount: number; unit: 'm' | 'h' | 'd' } {
  if (minutes < 60) return { amount: Math.floor(minutes), unit: 'm' }
  if (minutes < 48 * 60) return { amount: Math.floor(minutes / 60), unit: 'h' }
  return { amount: Math.floor(minutes / (24 * 60)), unit: 'd' }
}

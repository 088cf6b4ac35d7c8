/** How numbers, times and durations are shown to people. Storage is UTC; people live in Asia/Shanghai. */

import type { Locale } from './i18n'

const ZONE = 'Asia/Shanghai'

/** A ticket's number in the groups people say on the phone: 100123 → "100 123". */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ' ')
}

function day(at: Date): string {
  return at.toLocaleDateString('en-CA', { timeZone: ZONE })
}

export function clock(at: Date | string): string {
  return new Date(at).toLocaleTimeString('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' })
}

/** Today only the time, this year without the year, else the whole date. */
export function when(at: Date | string, now: Date, locale: Locale): string {
  const moment = new Date(at)
  if (day(moment) === day(now)) return clock(moment)
  const sameYear = day(moment).slice(0, 4) === day(now).slice(0, 4)
  const date = moment.toLocaleDateString(locale, {
    timeZone: ZONE, month: 'short', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }),
  })
  return `${date} ${clock(moment)}`
}

/** The one unit that says it best: 45 → 45 minutes, 150 → 2 hours, 3000 → 2 days. */
export function coarse(minutes: number): { amount: number; unit: 'm' | 'h' | 'd' } {
  if (minutes < 60) return { amount: Math.floor(minutes), unit: 'm' }
  if (minutes < 48 * 60) return { amount: Math.floor(minutes / 60), unit: 'h' }
  return { amount: Math.floor(minutes / (24 * 60)), unit: 'd' }
}

/** Working hours as people write them: "08:30-12:00 14:00-17:30 值班 18:00-20:00". Pure. */

import type { WorkingPeriod } from '@shequtong/sdk'

const PERIOD = /^(\d{1,2}:\d{2})\s*[-–—~至到]\s*(\d{1,2}:\d{2})$/

const clock = (text: string): string | null => {
  const [hours = '', minutes = ''] = text.split(':')
  const padded = `${hours.padStart(2, '0')}:${minutes}`
  return /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(padded) ? padded : null
}

export const written = (periods: readonly WorkingPeriod[], duty: string): string =>
  periods.map((one) => `${one.duty ? `${duty} ` : ''}${one.opens}-${one.closes}`).join('  ')

/** Null: it cannot be read, or a period ends before it begins or overlaps another. Nothing written is a closed day. */
export function read(text: string, duty: string): WorkingPeriod[] | null {
  const found: WorkingPeriod[] = []
  let onDuty = false
  for (const word of text.normalize('NFKC').replace(/\s*([-–—~至到])\s*/g, '$1').split(/[\s,;，；、]+/).filter(Boolean)) {
    if (word === duty) {
      onDuty = true
      continue
    }
    const match = PERIOD.exec(word)
    const [opens, closes] = match === null ? [null, null] : [clock(match[1]!), clock(match[2]!)]
    if (opens === null || closes === null || opens >= closes) return null
    found.push({ opens, closes, duty: onDuty })
    onDuty = false
  }
  const sorted = [...found].sort((a, b) => a.opens.localeCompare(b.opens))
  return onDuty || sorted.some((one, at) => at > 0 && sorted[at - 1]!.closes > one.opens) ? null : sorted
}

/** Steps half written, kept on this phone: a camera may push the page out of an old phone's memory. */

import { reactive, watch } from 'vue'
import { shown } from '../shots'
import type { Shot } from '../shots'
import type { Filled } from './steps'

const KEY = 'shequ.half'

export interface Half extends Filled {
  account: string
  shots: Shot[]
}
const empty = (account: string): Half => ({ account, text: '', target: '', minutes: 0, audience: 'resident', shots: [] })

function stored(): Record<string, Half> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, Half>
  } catch {
    return {}
  }
}

const name = (ticket: string, action: string) => `${ticket} ${action}`

/** What this person has written so far; kept with every letter until `dropHalf`. */
export function useHalf(account: string, ticket: string, action: string): Half {
  const kept = stored()[name(ticket, action)]
  const half = reactive(kept?.account === account ? kept : empty(account))
  // Addresses of pictures are of the page that is gone.
  for (const shot of half.shots) void shown(shot).then((address) => (shot.preview_url = address))
  watch(half, () => localStorage.setItem(KEY, JSON.stringify({ ...stored(), [name(ticket, action)]: half })), { deep: true, flush: 'sync' })
  return half
}

export function dropHalf(ticket: string, action: string): void {
  const rest = stored()
  delete rest[name(ticket, action)]
  localStorage.setItem(KEY, JSON.stringify(rest))
}

/** The step that was being written for a ticket when the page went. */
export const halfOf = (account: string, ticket: string): string | null =>
  Object.entries(stored()).find(([key, one]) => key.startsWith(`${ticket} `) && one.account === account && (one.text !== '' || one.shots.length > 0))?.[0].split(' ')[1] ?? null

/**
 * What the page one is on looks like on paper: a ticket as a work order, or the list as it is shown, all of it. Made
 * when somebody prints (also by Ctrl+P) and gone after it, for of a long list only what is in view is on the page.
 */

import { onMounted, onUnmounted, shallowRef } from 'vue'
import type { codeOf } from '@shequtong/shared/code'
import type { Ticket, TicketDetail } from '@shequtong/sdk'

export interface Sheets {
  title: string
  rows: readonly Ticket[]
  ticket: TicketDetail | null
}

export type Paper = 'ticket' | 'list'

const source = shallowRef<(() => Sheets) | null>(null)
/** What is on the paper now. */
export const paper = shallowRef<{ what: Paper; sheets: Sheets } | null>(null)
let asked: Paper | null = null
/** Paper is laid out at once, so what draws the code is there before somebody prints. */
const code = shallowRef<typeof codeOf | null>(null)

/** The ticket on the phone of whoever has the paper in hand and may work on it; null: not there yet. */
export const codeFor = (ticket: string): ReturnType<typeof codeOf> | null => code.value?.(`${location.origin}/#/work/${ticket}`) ?? null

export function useSheets(sheets: () => Sheets): void {
  onMounted(() => {
    source.value = sheets
    import('@shequtong/shared/code').then((found) => (code.value = found.codeOf), () => undefined)
  })
  onUnmounted(() => (source.value = null))
}

/** Before the browser lays the paper out; a press of Ctrl+P means the ticket that is open, else the list. */
export function lay(): void {
  const sheets = source.value?.() ?? null
  paper.value = sheets === null ? null : { what: asked ?? (sheets.ticket === null ? 'list' : 'ticket'), sheets }
  asked = null
}

export function clear(): void {
  paper.value = null
}

export function printing(what: Paper): void {
  asked = what
  window.print()
}

/** What a clerk has begun to write, one form a ticket: looking at another ticket, or losing the network, loses none. */

import { defineStore } from 'pinia'
import { reactive } from 'vue'
import type { KeptKey } from '@shequtong/sdk'

export interface Taken {
  id: string
  preview_url: string
}

export type Value = string | (string | Taken)[]

export interface Form extends KeptKey {
  action: string
  values: Record<string, Value>
  /** What the ticket was last changed at when one began to write: what came after it is news. */
  begun: string
}

/** The words one has begun stay when one turns to another step: what is text here is text there. */
export const TEXTS = ['text', 'note', 'reason', 'words']

export const useForms = defineStore('forms', () => {
  const forms = reactive(new Map<string, Form>())
  /** The last that was thrown away, until another is: a slip of the hand is taken back. */
  const thrown = reactive(new Map<string, Form>())

  function open(ticket: string, action: string, text: string | undefined, begun = ''): void {
    const known = forms.get(ticket)
    if (known?.action === action) return
    const begunWords = known === undefined ? '' : TEXTS.map((name) => known.values[name]).find((value) => value !== undefined && value !== '')
    const values = { ...known?.values }
    for (const name of TEXTS) delete values[name]
    if (text !== undefined && typeof begunWords === 'string') values[text] = begunWords
    thrown.clear()
    forms.set(ticket, { action, values, begun: known?.begun ?? begun, key: '', sealed: '' })
  }

  /** Whether there are words in it. */
  function written(ticket: string): boolean {
    const values = forms.get(ticket)?.values ?? {}
    return TEXTS.some((name) => typeof values[name] === 'string' && values[name].trim() !== '')
  }

  function throwAway(ticket: string): void {
    const form = forms.get(ticket)
    thrown.clear()
    if (form !== undefined && written(ticket)) thrown.set(ticket, form)
    forms.delete(ticket)
  }

  function takeBack(ticket: string): void {
    const form = thrown.get(ticket)
    if (form !== undefined) forms.set(ticket, { ...form, key: '', sealed: '' })
    thrown.clear()
  }

  function clear(): void {
    forms.clear()
    thrown.clear()
  }

  return { forms, thrown, open, written, throwAway, takeBack, clear, close: (ticket: string) => forms.delete(ticket) }
})

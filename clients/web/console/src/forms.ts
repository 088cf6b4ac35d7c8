/** What a clerk has begun to write, one form a ticket: looking at another ticket, or losing the network, loses none. */

import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { newKey } from '@shequtong/sdk'

export interface Taken {
  id: string
  preview_url: string
}

export type Value = string | (string | Taken)[]

export interface Form {
  action: string
  values: Record<string, Value>
  /** Of this press of "submit"; a changed body gets another. */
  key: string
  sealed: string
}

/** The words one has begun stay when one turns to another step: what is text here is text there. */
const TEXTS = ['text', 'note', 'reason', 'words']

export const useForms = defineStore('forms', () => {
  const forms = reactive(new Map<string, Form>())

  function open(ticket: string, action: string, text: string | undefined): void {
    const known = forms.get(ticket)
    if (known?.action === action) return
    const begun = known === undefined ? '' : TEXTS.map((name) => known.values[name]).find((value) => value !== undefined && value !== '')
    const values = { ...known?.values }
    for (const name of TEXTS) delete values[name]
    if (text !== undefined && typeof begun === 'string') values[text] = begun
    forms.set(ticket, { action, values, key: '', sealed: '' })
  }

  /** Whether there are words in it. */
  function written(ticket: string): boolean {
    const values = forms.get(ticket)?.values ?? {}
    return TEXTS.some((name) => typeof values[name] === 'string' && values[name].trim() !== '')
  }

  /** The idempotency key of this body: the same until something in it changes. */
  function keyOf(form: Form, body: unknown): string {
    const sealed = JSON.stringify(body)
    if (form.key === '' || form.sealed !== sealed) Object.assign(form, { key: newKey(), sealed })
    return form.key
  }

  return { forms, open, written, keyOf, close: (ticket: string) => forms.delete(ticket) }
})

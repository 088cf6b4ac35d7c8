/** What a clerk has begun to write, one form a ticket: looking at another ticket, or losing the network, loses none. */

import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { newKey } from '@shequtong/sdk'
import type { Action } from '@shequtong/sdk'

export interface Form {
  action: Action
  text: string
  audience: 'internal' | 'resident'
  target: string
  photos: { id: string; preview_url: string }[]
  /** Of this press of "submit"; a changed body gets another. */
  key: string
  sealed: string
}

export const useForms = defineStore('forms', () => {
  const forms = reactive(new Map<string, Form>())

  function open(ticket: string, action: Action): void {
    const known = forms.get(ticket)
    if (known?.action === action) return
    forms.set(ticket, { action, text: known?.text ?? '', audience: 'internal', target: '', photos: known?.photos ?? [], key: '', sealed: '' })
  }

  /** The idempotency key of this body: the same until something in it changes. */
  function keyOf(form: Form, body: unknown): string {
    const sealed = JSON.stringify(body)
    if (form.key === '' || form.sealed !== sealed) Object.assign(form, { key: newKey(), sealed })
    return form.key
  }

  return { forms, open, keyOf, close: (ticket: string) => forms.delete(ticket) }
})

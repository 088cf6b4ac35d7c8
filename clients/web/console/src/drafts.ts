/**
 * What is being written, kept on the server: it comes back after a reload and on another computer.
 *
 * In: the forms. Out: one draft a ticket, written over the version that was seen. What another window wrote meanwhile
 * is never written over: both are shown and the clerk chooses. What others do to the ticket never touches a draft.
 */

import { defineStore } from 'pinia'
import { reactive, watch } from 'vue'
import { ApiError, newKey } from '@shequtong/sdk'
import type { DeskDraft, Me, PutDraft } from '@shequtong/sdk'
import { hub, liveState } from '@shequtong/shared'
import { TEXTS, useForms } from './forms'
import type { Form, Value } from './forms'

/** A pause of the hand that writes. Milliseconds. */
const PAUSE_MS = 600
/** When the hub could not be reached. Milliseconds. */
const AGAIN_MS = 5000

/** `saved_at`: by this page's clock. */
interface Kept {
  version: number
  stored: string
  state: 'new' | 'saving' | 'saved' | 'waiting' | 'refused'
  saved_at: number
  refusal: unknown
  /** What another window wrote instead; null: it was sent or thrown away there. */
  other: DeskDraft | null | undefined
}

type Content = Pick<Required<PutDraft>, 'text' | 'fields' | 'photos' | 'caller'>

/** A new report for who calls or comes: one at a time. */
export const NEW = 'new'
/** What a step begins with is not written by anybody. */
const BEGINS: Record<string, Value> = { audience: 'internal', origin: 'phone' }
/** Who calls is kept sealed, so apart from the rest. */
const CALLER = { name: 'caller_name', phone: 'caller_phone' }

/** What is kept of a form; null: nothing that anybody would miss. */
export function written(form: Form | undefined): Content | null {
  if (form === undefined) return null
  const name = TEXTS.find((one) => typeof form.values[one] === 'string' && form.values[one] !== '')
  const rest = Object.entries(form.values)
    .filter(([key, value]) => key !== name && value.length > 0 && value !== BEGINS[key] && !Object.values(CALLER).includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const said = (key: string) => (typeof form.values[key] === 'string' ? form.values[key] : '')
  const caller = { name: said(CALLER.name), phone: said(CALLER.phone) }
  const called = caller.name !== '' || caller.phone !== ''
  if (name === undefined && rest.length === 0 && !called) return null
  const photos = rest.flatMap(([, value]) => (Array.isArray(value) ? value : [])).flatMap((one) => (typeof one === 'string' ? [] : [one.id]))
  return {
    text: name === undefined ? '' : (form.values[name] as string),
    fields: { action: form.action, begun: form.begun, ...(name === undefined ? {} : { name }), values: Object.fromEntries(rest) },
    photos,
    caller: called ? caller : null,
  }
}

/** The form that was kept. */
export function read(draft: Pick<DeskDraft, 'text' | 'fields' | 'caller'>): Form | null {
  const { action, begun, name, values } = draft.fields as { action?: unknown; begun?: unknown; name?: unknown; values?: Record<string, Value> }
  if (typeof action !== 'string') return null
  const form: Form = { action, begun: typeof begun === 'string' ? begun : '', values: { ...values }, key: '', sealed: '' }
  if (typeof name === 'string') form.values[name] = draft.text
  if (draft.caller) Object.assign(form.values, { [CALLER.name]: draft.caller.name, [CALLER.phone]: draft.caller.phone })
  return form
}

export const useDrafts = defineStore('drafts', () => {
  const forms = useForms()
  const kept = reactive(new Map<string, Kept>())
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const running = new Map<string, Promise<void>>()
  /** On their way as a command: kept again only if that fails, else a draft would outlive what it became. */
  const sending = new Set<string>()
  let unwatch: (() => void)[] = []
  let whose = ''

  function of(about: string): Kept {
    if (!kept.has(about)) kept.set(about, { version: 0, stored: 'null', state: 'new', saved_at: 0, refusal: null, other: undefined })
    return kept.get(about)!
  }

  const now = (about: string) => JSON.stringify(written(forms.forms.get(about)))
  const changed = (about: string) => now(about) !== of(about).stored

  /** What the server has becomes what the form shows. */
  function take(draft: DeskDraft): void {
    const form = read(draft)
    if (form === null) return
    forms.forms.set(draft.about, form)
    Object.assign(of(draft.about), {
      version: draft.version, stored: now(draft.about), state: 'saved', saved_at: Date.parse(draft.updated_at), refusal: null, other: undefined,
    })
  }

  /** Writes until nothing has changed; one writing at a time for each. */
  function save(about: string): Promise<void> {
    clearTimeout(timers.get(about))
    timers.delete(about)
    const going = running.get(about)
    if (going !== undefined) return going.then(() => (['waiting', 'refused'].includes(of(about).state) || !changed(about) ? undefined : save(about)))
    const mine = write(about).finally(() => running.delete(about))
    running.set(about, mine)
    return mine
  }

  async function write(about: string): Promise<void> {
    const one = of(about)
    if (one.other !== undefined || !changed(about)) return
    const content = written(forms.forms.get(about))
    const sealed = JSON.stringify(content)
    one.state = 'saving'
    try {
      if (content === null) {
        if (one.version > 0) await hub.delete('/api/desk/drafts/{about}', { about }, { version: one.version }, newKey())
        Object.assign(one, { version: 0, stored: sealed, state: 'new', refusal: null })
      } else {
        const saved = await hub.put('/api/desk/drafts/{about}', { about }, { version: one.version, ...content }, newKey(), { outlives: true })
        Object.assign(one, { version: saved.version, stored: sealed, state: 'saved', saved_at: Date.now(), refusal: null })
      }
    } catch (cause) {
      refused(about, one, cause)
    }
  }

  function refused(about: string, one: Kept, cause: unknown): void {
    if (cause instanceof ApiError && cause.code === 'draft.unknown') {
      Object.assign(one, { version: 0, stored: 'null', state: 'new' })
    } else if (cause instanceof ApiError && cause.code === 'draft.stale') {
      const { stored } = (cause.problem.found ?? {}) as { stored?: DeskDraft | null }
      one.state = 'waiting'
      // Thrown away here, written on there: what was written is kept.
      if (forms.forms.get(about) === undefined && stored) take(stored)
      else one.other = stored ?? null
    } else if (cause instanceof ApiError && cause.again) {
      one.state = 'waiting'
      later(about, AGAIN_MS)
    } else Object.assign(one, { state: 'refused', refusal: cause })
  }

  function later(about: string, milliseconds: number): void {
    clearTimeout(timers.get(about))
    timers.set(about, setTimeout(() => void save(about), milliseconds))
  }

  function look(): void {
    for (const about of new Set([...forms.forms.keys(), ...kept.keys()])) {
      if (of(about).other === undefined && !sending.has(about) && changed(about)) later(about, PAUSE_MS)
    }
  }

  function saveAll(): void {
    for (const about of [...kept.keys()]) if (changed(about)) void save(about)
  }

  /** What the server has now: another window may have written, sent or thrown away. */
  async function refresh(about: string): Promise<void> {
    if (unwatch.length === 0 || running.has(about)) return
    let found: DeskDraft | null
    try {
      found = await hub.get('/api/desk/drafts/{about}', { about })
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.code !== 'draft.unknown') return
      found = null
    }
    if (!running.has(about)) meet(about, found)
  }

  function meet(about: string, found: DeskDraft | null): void {
    const one = of(about)
    if ((found?.version ?? 0) === one.version) return
    if (changed(about)) one.other = found
    else if (found !== null) take(found)
    else {
      Object.assign(one, { version: 0, stored: 'null', state: 'new' })
      forms.close(about)
    }
  }

  /** Of two, the one here or the other; or one after the other. */
  function choose(about: string, which: 'here' | 'other' | 'both'): void {
    const one = of(about)
    const { other } = one
    if (other === undefined) return
    const form = forms.forms.get(about)
    if (which === 'other' && other !== null) {
      take(other)
      return
    }
    if (which === 'other') forms.close(about)
    if (which === 'both' && form !== undefined && other !== null) {
      const name = TEXTS.find((text) => text in form.values) ?? 'text'
      form.values[name] = [form.values[name], other.text].filter(Boolean).join('\n')
    }
    Object.assign(one, { version: other?.version ?? 0, stored: other === null ? 'null' : '', other: undefined, state: 'waiting' })
    void save(about)
  }

  /** Before a form is sent: what the command is to drop, if it is ours to drop. */
  async function settle(about: string): Promise<string | undefined> {
    const one = of(about)
    // Sent before there was a pause to keep it: nothing to drop.
    if (one.version > 0 || running.has(about)) await save(about)
    clearTimeout(timers.get(about))
    timers.delete(about)
    sending.add(about)
    return one.version > 0 && one.other === undefined ? about : undefined
  }

  /** It was refused: what is written is a draft again. */
  function refusedToSend(about: string): void {
    sending.delete(about)
    look()
  }

  /** It is sent, and gone with what was sent; what another window wrote meanwhile comes forth. */
  function sent(about: string, dropped: string | undefined): void {
    const { other } = of(about)
    sending.delete(about)
    clearTimeout(timers.get(about))
    forms.close(about)
    kept.delete(about)
    if (dropped === undefined && other) take(other)
  }

  async function follow(me: Me): Promise<void> {
    stop()
    // Words of somebody whose session ended stay for when they are back; nobody else finds them.
    if (whose !== me.id) {
      kept.clear()
      forms.clear()
    }
    whose = me.id
    const onHide = () => (document.hidden ? saveAll() : undefined)
    document.addEventListener('visibilitychange', onHide)
    window.addEventListener('pagehide', saveAll)
    const mine = [
      watch(forms.forms, look, { deep: true }),
      watch(liveState, ({ kind }) => (kind === 'live' ? saveAll() : undefined)),
      () => document.removeEventListener('visibilitychange', onHide),
      () => window.removeEventListener('pagehide', saveAll),
    ]
    unwatch = mine
    const { drafts } = await hub.get('/api/desk/drafts', {}).catch(() => ({ drafts: [] }))
    if (mine !== unwatch) return
    for (const draft of drafts) meet(draft.about, draft)
    look()
  }

  function stop(): void {
    for (const one of unwatch) one()
    unwatch = []
    for (const timer of timers.values()) clearTimeout(timer)
    timers.clear()
  }

  return { kept, follow, stop, save, refresh, choose, settle, sent, refusedToSend }
})

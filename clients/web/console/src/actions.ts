/**
 * What each step asks for, as data: the form, the help and the keys are made from this. Which steps one may take is the
 * hub's to say (`actions` of a ticket); the order here is the order of the buttons.
 */

import type { Value } from './forms'

export type Field =
  /** Words; `most` letters. */
  | { kind: 'words'; name: string; label: string; required?: boolean; most: number }
  | { kind: 'line'; name: string; label: string; required?: boolean; most: number }
  /** A moment, picked or typed. `at`: minutes from now that are offered. */
  | { kind: 'time'; name: string; label: string; required?: boolean; at: readonly number[] }
  | { kind: 'photos'; name: string; label: string; required?: boolean }
  | { kind: 'audience'; name: string; label: string }
  /** One of a few; `options` are the ends of their words' keys. */
  | { kind: 'choice'; name: string; label: string; required: true; options: readonly string[] }
  /** Hours or days; asked only when another field says so. */
  | { kind: 'more'; name: string; label: string; required: true; when: readonly [string, string] }
  /** An organisation, or a colleague of the unit that holds it. */
  | { kind: 'handler'; name: string; label: string; required: true }
  /** A desk of the place or an organisation: one, or several to call. */
  | { kind: 'next'; name: string; label: string; required?: boolean }
  | { kind: 'units'; name: string; label: string; required: true }
  /** Volunteers' organisations that serve the place; none chosen: all of them. */
  | { kind: 'pools'; name: string; label: string }
  /** Another ticket that is of the same thing. */
  | { kind: 'twin'; name: string; label: string; required: true }

export interface Step {
  action: string
  /** The last part of its address. */
  path: string
  /** The same key may serve steps of which one is offered at a time. */
  key?: string
  /** None: done by one press. */
  fields: readonly Field[]
}

const note: Field = { kind: 'words', name: 'note', label: 'form.note', most: 100 }

export const STEPS: readonly Step[] = [
  { action: 'acknowledge', path: 'acknowledge', key: 'a', fields: [] },
  {
    action: 'accept', path: 'accept', key: 'a',
    fields: [{ kind: 'time', name: 'arrive_by', label: 'form.arrive_by', at: [30, 60, 120, 240] }, note],
  },
  { action: 'arrive', path: 'arrive', key: 'v', fields: [{ kind: 'photos', name: 'photos', label: 'form.arrive_photos', required: true }, note] },
  { action: 'dispatch', path: 'dispatch', key: 'd', fields: [{ kind: 'handler', name: 'target', label: 'form.dispatch_to', required: true }, note] },
  { action: 'start', path: 'start', key: 's', fields: [] },
  { action: 'spoke', path: 'spoke', key: 'y', fields: [{ kind: 'words', name: 'note', label: 'form.spoke', most: 100 }] },
  {
    action: 'note', path: 'notes', key: 'n',
    fields: [{ kind: 'audience', name: 'audience', label: 'form.audience' }, { kind: 'words', name: 'text', label: 'form.text', required: true, most: 800 }],
  },
  {
    action: 'resolve', path: 'resolve', key: 'r',
    fields: [
      { kind: 'words', name: 'text', label: 'form.resolve_text', required: true, most: 800 },
      { kind: 'photos', name: 'photos', label: 'form.resolve_photos', required: true },
    ],
  },
  {
    action: 'reject', path: 'reject', key: 'b',
    fields: [
      { kind: 'next', name: 'next', label: 'form.next', required: true },
      { kind: 'words', name: 'reason', label: 'form.reason', required: true, most: 800 },
    ],
  },
  {
    action: 'call', path: 'calls', key: 'w',
    fields: [
      { kind: 'units', name: 'units', label: 'form.units', required: true },
      { kind: 'time', name: 'report_by', label: 'form.report_by', at: [30, 60, 240, 1440] },
      { kind: 'words', name: 'words', label: 'form.call_words', required: true, most: 100 },
    ],
  },
  {
    action: 'report_in', path: 'report-in', key: 'i',
    fields: [
      { kind: 'line', name: 'person', label: 'form.person', most: 20 },
      { kind: 'time', name: 'arrives_at', label: 'form.arrives_at', at: [30, 60, 120, 240] },
      { kind: 'words', name: 'words', label: 'form.note', most: 100 },
    ],
  },
  {
    action: 'turn_down', path: 'turn-down', key: 'u',
    fields: [
      { kind: 'next', name: 'instead', label: 'form.instead', required: true },
      { kind: 'words', name: 'reason', label: 'form.why', required: true, most: 100 },
    ],
  },
  { action: 'escalate', path: 'escalate', key: 'l', fields: [{ kind: 'words', name: 'reason', label: 'form.escalate_reason', required: true, most: 800 }] },
  { action: 'hand_down', path: 'hand-down', key: 'm', fields: [{ kind: 'words', name: 'reason', label: 'form.hand_down_reason', required: true, most: 800 }] },
  {
    action: 'open_task', path: 'tasks', key: 'o',
    fields: [
      { kind: 'next', name: 'to', label: 'form.task_to' },
      { kind: 'time', name: 'resolve_by', label: 'form.task_by', at: [1440, 4320, 10_080] },
      { kind: 'audience', name: 'audience', label: 'form.audience' },
      { kind: 'words', name: 'text', label: 'form.task', required: true, most: 800 },
    ],
  },
  { action: 'question', path: 'question', key: 'q', fields: [{ kind: 'words', name: 'text', label: 'form.question', required: true, most: 800 }] },
  { action: 'finish_part', path: 'finish-part', key: 'p', fields: [{ kind: 'words', name: 'words', label: 'form.part', most: 100 }] },
  { action: 'claim', path: 'claim', key: 'c', fields: [] },
  { action: 'hand_back', path: 'hand-back', key: 'h', fields: [] },
  {
    action: 'ask', path: 'requests', key: 'e',
    fields: [
      { kind: 'choice', name: 'kind', label: 'form.exception', required: true, options: ['extend', 'hang', 'exclude'] },
      { kind: 'more', name: 'more', label: 'form.more', required: true, when: ['kind', 'extend'] },
      { kind: 'words', name: 'reason', label: 'form.why', required: true, most: 800 },
    ],
  },
  {
    action: 'merge', path: 'merge', key: 'g',
    fields: [
      { kind: 'twin', name: 'into', label: 'form.into', required: true },
      { kind: 'words', name: 'text', label: 'form.merge_text', most: 100 },
    ],
  },
  { action: 'split', path: 'split', key: 'y', fields: [{ kind: 'words', name: 'reason', label: 'form.split_reason', required: true, most: 800 }] },
  { action: 'put_on', path: 'joint', fields: [{ kind: 'words', name: 'reason', label: 'form.put_on_reason', required: true, most: 800 }] },
  { action: 'offer', path: 'offer', fields: [{ kind: 'pools', name: 'organisations', label: 'form.pools' }, { kind: 'words', name: 'text', label: 'form.offer', required: true, most: 800 }] },
  { action: 'withdraw_offer', path: 'withdraw-offer', fields: [note] },
  { action: 'give_back', path: 'give-back', fields: [{ kind: 'words', name: 'reason', label: 'form.give_back', most: 100 }] },
  { action: 'take_over', path: 'take-over', key: 't', fields: [{ kind: 'words', name: 'reason', label: 'form.take_over_reason', required: true, most: 800 }] },
]

const BY_ACTION = new Map(STEPS.map((step) => [step.action, step]))

export const stepOf = (action: string): Step | undefined => BY_ACTION.get(action)

/** The steps among what the hub offers, in the order of the buttons. */
export const offered = (actions: readonly string[]): Step[] => STEPS.filter((step) => actions.includes(step.action))

/** `organisation:<id>`, `area:<id>` or `account:<id>` as the hub wants it. */
function target(value: string): Record<string, string> {
  const [kind, id] = value.split(':') as [string, string]
  return { [kind]: id }
}

/** The fields that are asked for, given what has been chosen. */
export function asked(step: Step, values: Readonly<Record<string, Value>>): readonly Field[] {
  return step.fields.filter((field) => field.kind !== 'more' || values[field.when[0]] === field.when[1])
}

/** What is sent. What was left empty is left out. */
export function bodyOf(step: Step, values: Readonly<Record<string, Value>>): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const field of asked(step, values)) {
    const value = values[field.name]
    const text = typeof value === 'string' ? value.trim() : ''
    switch (field.kind) {
      case 'photos':
        body[field.name] = (Array.isArray(value) ? value : []).map((one) => (typeof one === 'string' ? one : one.id))
        break
      case 'units':
        body[field.name] = (Array.isArray(value) ? value : []).map((one) => target(String(one)))
        break
      case 'pools':
        body[field.name] = (Array.isArray(value) ? value : []).map((one) => String(one).slice('organisation:'.length))
        break
      case 'handler':
        if (text !== '') Object.assign(body, target(text))
        break
      case 'next':
        if (text !== '') body[field.name] = target(text)
        break
      case 'time':
        // People write the time of their wall.
        if (text !== '') body[field.name] = `${text}:00+08:00`
        break
      case 'more': {
        const [amount = '', unit = 'h'] = text.split(' ')
        if (amount !== '') body[field.name] = { amount: Number(amount), unit }
        break
      }
      case 'audience':
        if (step.action === 'open_task') body.staff_only = text !== 'resident'
        else body[field.name] = text || 'internal'
        break
      default:
        if (text !== '') body[field.name] = text
    }
  }
  return body
}

/** The first field that lacks what it must have. `words`: the category takes words for evidence, a picture makes no sense. */
export function lacking(step: Step, values: Readonly<Record<string, Value>>, words = false): Field | undefined {
  return asked(step, values).find((field) => {
    if (words && step.action === 'resolve' && field.kind === 'photos') return false
    const value = values[field.name]
    return 'required' in field && field.required === true && (typeof value === 'string' ? value.trim() === '' : (value ?? []).length === 0)
  })
}

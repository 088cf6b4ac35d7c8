/** Writing a notice: what the form holds and what goes out. Pure. */

import type { Me, NoticeDesk, StaffNotice, WriteNotice } from '@shequtong/sdk'

export const WRITING = ['community_clerk', 'community_secretary', 'street_clerk', 'district_coord'] as const
/** Who sees coverage and doors: the grid officer goes there. */
export const LOOKING = [...WRITING, 'grid_officer'] as const
export type NoticeKind = WriteNotice['kind']
export const KINDS: NoticeKind[] = ['notice', 'policy', 'alert']

export interface Words {
  title: string
  summary: string
  text: string
}
export interface Target {
  id: string
  name: string
  level: string
}
export interface Draft {
  kind: NoticeKind
  targets: Target[]
  groups: string[]
  words: Record<string, Words>
  must_read: boolean
  publish_at: string
  expires_at: string
  photos: { id: string; preview_url: string }[]
  files: { id: string; name: string }[]
  ask_again: boolean
}

export const noWords = (): Words => ({ title: '', summary: '', text: '' })

export function emptyDraft(targets: Target[]): Draft {
  return { kind: 'notice', targets, groups: [], words: { zh: noWords() }, must_read: false, publish_at: '', expires_at: '', photos: [], files: [], ask_again: false }
}

/** `2026-03-01T08:30` as a field shows it; people live in Asia/Shanghai wherever the computer thinks it is. */
export function toField(at: string | null): string {
  return at === null ? '' : new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 16)
}

export function fromField(value: string): string | null {
  return value === '' ? null : `${value}:00+08:00`
}

/** The form of a notice that exists: its newest words. */
export function draftOf({ notice, editions, photos, files }: NoticeDesk): Draft {
  const { head } = notice
  return {
    kind: head.kind, targets: notice.targets.map(({ id, name, level }) => ({ id, name, level })), groups: [...head.groups],
    words: Object.fromEntries(Object.entries(editions[0]!.words).map(([tag, { title, summary, text }]) => [tag, { title, summary: summary ?? '', text: text ?? '' }])),
    must_read: head.must_read, publish_at: toField(notice.publish_at), expires_at: toField(head.expires_at),
    photos: photos.map(({ id, preview_url }) => ({ id, preview_url })), files: files.map(({ id, name }) => ({ id, name })), ask_again: false,
  }
}

/** Translations that are empty go no further. */
function worded(words: Draft['words']): Record<string, Words> {
  return Object.fromEntries(Object.entries(words).filter(([tag, one]) => tag === 'zh' || one.title.trim() !== ''))
}

const attached = (draft: Draft) => ({ photos: draft.photos.map(({ id }) => id), files: draft.files.map(({ id }) => id) })

export function asWritten(draft: Draft): WriteNotice {
  return {
    kind: draft.kind, areas: draft.targets.map(({ id }) => id), groups: draft.groups, words: worded(draft.words), must_read: draft.must_read || draft.kind === 'alert',
    publish_at: fromField(draft.publish_at), expires_at: fromField(draft.expires_at), ...attached(draft),
  }
}

export const asCorrected = (draft: Draft) => ({ words: worded(draft.words), ask_again: draft.ask_again, ...attached(draft) })

/** What keeps it from going out; the key of a sentence. */
export function missing(draft: Draft): string {
  const { title, summary, text } = draft.words.zh!
  if (draft.targets.length === 0) return 'need_area'
  if (title.trim() === '') return 'need_title'
  if (summary.trim() === '' && text.trim() === '') return 'need_text'
  return ''
}

/** Areas this person writes for, as she sits there. */
export function ownTargets(me: Pick<Me, 'grants'>): Target[] {
  const found = me.grants.filter(({ role }) => (WRITING as readonly string[]).includes(role)).map(({ area }) => [area.id, { id: area.id, name: area.name, level: area.level }] as const)
  return [...new Map(found).values()]
}

/** 85 %; what is more than nothing is never 0. */
export function percent(part: number, whole: number): string {
  const found = share(part, whole)
  return found === 0 && part > 0 ? '<1 %' : `${found} %`
}

/** In hundredths. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 100)
}

export const lookedAfter = (me: Pick<Me, 'grants'>): string[] => [
  ...new Set(me.grants.filter(({ role }) => (LOOKING as readonly string[]).includes(role)).map(({ area }) => area.id)),
]

/** Which tab a notice stands under. */
export const TABS = ['shown', 'waiting', 'draft', 'over'] as const
export type Tab = (typeof TABS)[number]
export const STATES_OF: Record<Tab, StaffNotice['head']['state'][]> = {
  shown: ['published', 'cleared'], waiting: ['waiting', 'scheduled'], draft: ['draft'], over: ['expired', 'withdrawn'],
}

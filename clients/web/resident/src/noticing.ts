/** What a notice is to its reader. Pure. */

import type { NoticeHead, NoticeReceipt } from '@shequtong/sdk'

export interface Mine {
  head: NoticeHead
  receipt: NoticeReceipt | null
}

/** Not read yet, or asked again since. What is over asks for nothing. */
export function unread({ head, receipt }: Mine): boolean {
  return head.state === 'published' && (receipt?.edition ?? 0) < head.asked_edition
}

/** Whether the list has it. */
export const shownOf = ({ state }: Pick<NoticeHead, 'state'>): boolean => state === 'published' || state === 'cleared'

/** The newest first, as the hub lists them. */
export function byTime(a: Mine, b: Mine): number {
  return (b.head.published_at ?? '').localeCompare(a.head.published_at ?? '') || b.head.id.localeCompare(a.head.id)
}

/** The words in the reader's language; Chinese, where nobody has translated them. */
export function said<T>(words: Readonly<Record<string, T>>, locale: string): T {
  return (words[locale] ?? words[locale.slice(0, 2)] ?? words.zh)!
}

/** Languages as they call themselves. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

/** 1,2 MB: as people read it. */
export function size(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

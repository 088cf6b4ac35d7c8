/** What a line of the messages is to its reader: where it leads and how it looks; and @ in what is being written. Pure. */

import type { ToldLine } from '@shequtong/sdk'
import type { IconName } from '@shequtong/shared'

/** The page of the thing; null: there is none. */
export function addressOf({ about, because }: Pick<ToldLine, 'about' | 'because'>): string | null {
  if (about === null) return null
  switch (about.kind) {
    case 'post':
      return `/neighbours/${about.thing}`
    case 'comment':
      return `/neighbours/${about.within}`
    case 'ticket':
      // What others reported where I follow is read in the list of my estate.
      return because?.kind === 'area' ? '/estate' : `/mine/${about.thing}`
    case 'notice':
      return `/notices/${about.thing}`
    case 'wish':
      return `/wishes/${about.thing}`
    case 'case':
      return `/moderated/${about.thing}`
    case 'feedback':
      return '/feedback'
    case 'call':
      return '/volunteers'
    case 'certification':
      return '/certification'
    case 'residence':
      return '/me'
    default:
      return null
  }
}

const ICONS: Record<string, IconName> = {
  post: 'chat', comment: 'chat', ticket: 'wrench', notice: 'megaphone', wish: 'gift', case: 'shield', feedback: 'pencil', call: 'hand_on',
  certification: 'elder', residence: 'home',
}
export const iconOf = ({ about }: Pick<ToldLine, 'about'>): IconName => ICONS[about?.kind ?? ''] ?? 'bell'

export interface Mentioned {
  id: string
  name: string
}

/** The letters after the last @ before the caret, and where that @ is; null: nobody is being mentioned. */
export function mentionAt(text: string, caret: number): { at: number; letters: string } | null {
  const before = text.slice(0, caret)
  const at = before.lastIndexOf('@')
  if (at < 0 || (at > 0 && /[A-Za-z0-9]/.test(before[at - 1]!))) return null
  const letters = before.slice(at + 1)
  return /\s/.test(letters) || letters.length > 20 ? null : { at, letters }
}

/** The text with the name in the place of those letters, and where the caret is then. */
export function withMention(text: string, caret: number, name: string): { text: string; caret: number } {
  const found = mentionAt(text, caret)
  if (found === null) return { text, caret }
  const head = `${text.slice(0, found.at)}@${name} `
  return { text: head + text.slice(caret), caret: head.length }
}

/** Those who are still mentioned in a text, at most as many as a post may mention. */
export const stillIn = (text: string, mentioned: readonly Mentioned[]): Mentioned[] =>
  mentioned.filter(({ name }, at) => text.includes(`@${name}`) && mentioned.findIndex((one) => one.name === name) === at).slice(0, 5)

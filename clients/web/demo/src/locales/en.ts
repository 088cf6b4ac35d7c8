import type { Words } from '@shequtong/shared'
import type zh from './zh-CN'

export default {
  title: 'Shequtong demo',
  about: 'All data is invented. One press signs in; no password needed.',
  apps: 'Three apps',
  resident: 'Residents',
  resident_note: 'On a phone: report, follow, confirm',
  console: 'Console',
  console_note: 'Communities, streets, departments and property firms',
  board: 'Board',
  board_note: 'Sums for officials and the wall',
  once: 'A browser is one person at a time. To see several apps at once, open a private window too, or use this other address:',
  people: 'Sign in with one press',
  inbox: 'Demo inbox',
  inbox_note: 'Codes and every message land here; nothing is really sent.',
  inbox_empty: 'No message yet.',
  now: 'You are: {name}',
  nobody: 'Nobody is signed in',
  open: 'Open: {app}',
  channel: { sms: 'SMS', voice: 'Voice call', chat: 'Chat', push: 'Push' },
} satisfies Words<typeof zh>

import type { Words } from '@shequtong/shared'
import type zh from './zh-CN'

export default {
  title: 'Status board',
  need: 'Please sign in to see the board.',
  none: 'Your post has no board.',
  to_console: 'Sign in at the console',
  open: 'Open',
  overdue: 'Overdue',
  today: 'Today',
  reported: 'Reported',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  confirmed: 'Confirmed',
  by_state: 'Open by step',
  by_category: 'Most open',
  empty: 'Nothing is open',
  tasks: 'Sub-tasks besides',
  tasks_overdue: 'overdue',
  practice: 'of these demo: {n}',
  area: 'Area',
  at: 'As of {time}',
} satisfies Words<typeof zh>

import type { Words } from '@shequtong/shared'
import type zh from './beside.zh-CN'

export default {
  twin: {
    find: 'May be the same as {n} others',
    look: 'Look whether to merge',
    none: 'Nothing alike near by. If you know a number, type it.',
    number: 'or type a number',
    unknown: 'There is no ticket {n}, or you do not see it.',
    itself: 'That is this ticket’s own number.',
    followers: '{n} follow',
    into: 'Merged into',
    open: 'open that one',
    likely: 'very alike',
  },
  parts: {
    children: 'Sub-tasks',
    parent: 'Part of',
    own: 'This is a sub-task of',
    by: 'to be done by {at}',
    done: 'done {at}',
  },
  contact: {
    call: 'Call',
    calling: 'You are being connected: pick up your duty phone. Neither side sees a number.',
    look: 'Show phone',
    why: 'Why is the phone needed? Every look is written down',
    call_back: 'Call-back',
    visit: 'Visit',
    verify: 'To verify',
    emergency: 'Emergency',
    logged: 'Written down; hidden again in {n} s',
    none: 'No phone was left',
    hide: 'Hide',
  },
} satisfies Words<typeof zh>

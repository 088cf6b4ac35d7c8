import type { Words } from '@shequtong/shared'
import type zh from './posts.zh-CN'

export default {
  posts: {
    thanks: 'Thanks: {what}',
    hint: 'What residents write to the community is answered, each of them. One click makes a ticket; its steps come back under the post.',
    keys: 'J / K up and down, A answer, T ticket, Ctrl+Enter sends',
    unanswered: 'Unanswered',
    watched: 'All',
    none_unanswered: 'Nothing waits for an answer. New ones appear here.',
    none_watched: 'No posts in your area yet.',
    verified: 'checked neighbour',
    held: 'to be looked at',
    hidden: 'hidden',
    deleted: 'deleted',
    why: 'Hidden: {reason}',
    until: 'answer by {time}',
    over: 'late ({time})',
    answered: 'answered by {unit}',
    answer: 'Answer in the community’s name; residents read it',
    send: 'Answer',
    sent: 'Answered.',
    ask: 'Needs an answer',
    moderate: 'To moderation',
    opened: 'Now with moderation, where it is decided whether to hide it.',
    kind: 'Kind of ticket',
    ticket: 'Make a ticket',
    from: 'From a post of {name}, {time}: {likes} likes, {comments} comments',
    made: 'Now ticket {number}, with words, photos and place.',
  },
} satisfies Words<typeof zh>

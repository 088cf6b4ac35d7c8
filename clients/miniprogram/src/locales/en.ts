import type { Words } from '../words'
import type zh from './zh-CN'

export default {
  mini: {
    elder_on: 'Large type',
    elder_off: 'Standard',
    language: '中文',
    soon: 'Not open yet',
    report_hint: 'Take a photo and it is reported',
    certification_hint: 'A photo taken at home is enough',
    mine: 'My reports',
    mine_hint: 'See how far they are',
    me: 'My address and settings',
    more: 'More services',
    take: 'Take a photo',
    album: 'From the album',
    photos: 'Photos (at most {n})',
    common: 'Common',
    remove: 'Remove',
    camera_refused: 'The camera was not allowed. Allow it in the settings (top right), or choose from the album.',
    choose_category: 'Please choose what it is.',
    hurry: 'If there is danger, call first:',
    page_failed: 'The page did not open.',
    sent: 'Received under number {number}',
    sign_out: 'Sign out',
    offline: 'Disconnected, trying again',
    catching_up: 'Catching up',
    live: 'Live',
    ended: 'You have been signed out; please sign in again',
    open_elsewhere: 'Consent, acting for family and earlier checks',
  },
} satisfies Words<typeof zh>

/**
 * Who has a ticket open, of the tickets in view: the one being read and the rows one sees. Only tickets in view are
 * asked for, a connection has 128 topics. What a colleague does is forgotten the moment the line is gone.
 */

import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { Live, Me, PresenceState, Viewer } from '@shequtong/sdk'
import { liveFor } from '@shequtong/shared'

/** Rows that pass by while one scrolls are not asked for. Milliseconds. */
const SETTLE_MS = 250
const MOST = 60

const topicOf = (ticket: string) => `staff/ticket/${ticket}`

export const usePresence = defineStore('presence', () => {
  const others = shallowReactive(new Map<string, readonly Viewer[]>())
  const read = new Map<string, { close(): void }>()
  let live: Live | null = null
  let me = ''
  let inView: readonly string[] = []
  let open = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Those who see the tickets of an area hear who is there; organisations do not. */
  function follow(account: Me, watches: boolean): void {
    stop()
    if (!watches) return
    me = account.id
    live = liveFor(account)
    settle()
  }

  function stop(): void {
    clearTimeout(timer)
    for (const ticket of [...read.keys()]) leave(ticket)
    live = null
    open = ''
    inView = []
  }

  function join(ticket: string): void {
    if (live === null || read.has(ticket)) return
    const subscription = live.subscribe([topicOf(ticket)], {
      aside: true,
      wants: () => false,
      event: () => undefined,
      presence: ({ who }) => {
        const rest = who.filter((one) => one.account !== me)
        if (rest.length > 0) others.set(ticket, rest)
        else others.delete(ticket)
      },
    })
    read.set(ticket, subscription)
  }

  function leave(ticket: string): void {
    read.get(ticket)?.close()
    read.delete(ticket)
    others.delete(ticket)
  }

  function settle(): void {
    const wanted = new Set([...(open === '' ? [] : [open]), ...inView.slice(0, MOST)])
    for (const ticket of [...read.keys()]) if (!wanted.has(ticket)) leave(ticket)
    for (const ticket of wanted) join(ticket)
  }

  /** The rows one sees now. */
  function look(tickets: readonly string[]): void {
    inView = tickets
    clearTimeout(timer)
    timer = setTimeout(settle, SETTLE_MS)
  }

  /** What I do on the ticket that is open. */
  function say(ticket: string, state: PresenceState): void {
    if (open !== ticket) close()
    open = ticket
    join(ticket)
    live?.presence(topicOf(ticket), state)
  }

  /** I no longer have it open: one is there as long as one reads its topic, so that is begun anew for a row in view. */
  function close(): void {
    const before = open
    open = ''
    if (before === '' || !read.has(before)) return
    const known = others.get(before)
    leave(before)
    if (!inView.includes(before)) return
    if (known !== undefined) others.set(before, known)
    join(before)
  }

  return { others, follow, stop, look, say, close }
})

/**
 * Reports, and steps of those who work on them, that wait for the network. Each has the key it was first sent under, so however often it is tried, the hub has
 * it once; it leaves the phone only when the hub has said so.
 */

import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ApiError, newKey } from '@shequtong/sdk'
import type { Create, Ticket, WritePost } from '@shequtong/sdk'
import { hub, urgent } from '@shequtong/shared'
import { all, drop, put } from './base'
import { cut } from './kept'
import { forget, upload } from './shots'
import type { Shot, Spoken } from './shots'

/** Milliseconds between two tries while something waits. */
const AGAIN = 15_000

interface Sendable {
  id: string
  account: string
  at: string
  shots: Shot[]
  voice?: Spoken | null
  /** The idempotency key and the command it stands for. */
  key: string
  sealed: string
  /** What the hub said against it; it is not tried again by itself. */
  refused: string
}

/** A report. */
export interface Waiting extends Sendable {
  body: Omit<Create, 'photos'>
  place: string
  /** The account that it is reported for, and her name as it is shown; missing: for oneself. */
  parent?: string
  parentName?: string
}

/** A step of a ticket that is there already. */
export interface WaitingStep extends Sendable {
  ticket: string
  action: string
  /** The last part of its address. */
  path: string
  body: Record<string, unknown>
}

/** What she writes to neighbours. */
export interface WaitingPost extends Sendable {
  post: Omit<WritePost, 'photos'>
}

/** What was done at a door: who lives there, a step of a home visit. */
export interface WaitingErrand extends Sendable {
  /** The residence, visit or person; what is done about one of them goes in its order. */
  about: string
  what: string
  address: string
  body: Record<string, unknown>
}

type Any = Waiting | WaitingStep | WaitingPost | WaitingErrand
const isStep = (one: Any): one is WaitingStep => 'ticket' in one
const isPost = (one: Any): one is WaitingPost => 'post' in one
const isErrand = (one: Any): one is WaitingErrand => 'about' in one

/** What must go in its order is of one subject. */
const subjectOf = (one: Any): string => (isStep(one) ? one.ticket : isErrand(one) ? one.about : '')

/** The account that it is done for; '' for oneself. */
const forWhom = (one: Any): string => ('parent' in one ? (one.parent ?? '') : '')

function pathOf(one: Any): string {
  if (isStep(one)) return `/api/tickets/${one.ticket}/${one.path}`
  if (isErrand(one)) return one.address
  return isPost(one) ? '/api/posts' : '/api/tickets'
}

/** It reports an emergency. */
const isUrgent = (one: Any): boolean => !isStep(one) && !isPost(one) && !isErrand(one) && urgent(one.body.category)

/** What goes before it. */
const parts = (one: Any): Shot[] => (one.voice ? [...one.shots, one.voice] : one.shots)

export const useOutbox = defineStore('outbox', () => {
  const queue = ref<Any[]>([])
  /** The hub is there, and has asked to come again later. */
  const queued = ref(false)
  let notBefore = 0
  let account = ''
  let running: Promise<void> | null = null
  let timer: ReturnType<typeof setInterval> | undefined
  let told: (ticket: Ticket) => void = () => undefined

  /** Kept on the disk before anybody is told that it is. */
  async function add(one: Any): Promise<void> {
    const plain = JSON.parse(JSON.stringify(one)) as Any
    await put('outbox', plain.id, plain)
    queue.value = [...queue.value, plain]
    tick()
  }

  /** `shots`: its photos are kept, for who will press again. */
  async function remove(one: Any, { shots = false } = {}): Promise<void> {
    await drop('outbox', one.id)
    if (!shots) await forget(parts(one))
    queue.value = queue.value.filter(({ id }) => id !== one.id)
    tick()
  }

  async function store(one: Any): Promise<void> {
    await put('outbox', one.id, JSON.parse(JSON.stringify(one)))
  }

  /** The ticket that the hub made or moved; null for what is none. */
  async function deliver(one: Any): Promise<Ticket | null> {
    const actingFor = forWhom(one)
    for (const shot of parts(one)) {
      if (shot.id !== '') continue
      await upload(shot, undefined, { parent: actingFor, urgent: isUrgent(one) })
      await store(one)
    }
    const photos = one.shots.map(({ id }) => id)
    const path = pathOf(one)
    const given = isPost(one) ? one.post : one.body
    const body = (isStep(one) || isErrand(one)) && photos.length === 0 ? given : { ...given, photos, ...(one.voice ? { voice: one.voice.id } : {}) }
    const command = `POST ${path} ${JSON.stringify(body)}`
    if (one.sealed !== command) {
      // On the disk before it is sent: after a closed page it is the same command.
      Object.assign(one, { key: newKey(), sealed: command })
      await store(one)
    }
    const answer = await hub.http.command<Ticket>(path, body, one.key, { actingFor, patient: false })
    return isPost(one) || isErrand(one) ? null : answer
  }

  async function run(): Promise<void> {
    /** What comes after a step that was refused waits for a person too. */
    const stuck = new Set<string>()
    if (Date.now() < notBefore) return
    for (const one of [...queue.value.filter(isUrgent), ...queue.value.filter((other) => !isUrgent(other))]) {
      const subject = subjectOf(one)
      if (subject !== '' && one.refused !== '') stuck.add(subject)
      if (one.account !== account || one.refused !== '' || stuck.has(subject)) continue
      try {
        const ticket = await deliver(one)
        await remove(one)
        queued.value = false
        if (ticket !== null && (isStep(one) || forWhom(one) === hub.http.actingFor)) told(ticket)
      } catch (error) {
        queued.value = false
        if (error instanceof ApiError && error.later) hold(error.retryAfter ?? 0)
        if (!(error instanceof ApiError) || !error.refused || error.status === 401) return // later
        one.refused = error.message
        if (subject !== '') stuck.add(subject)
        await store(one)
      }
    }
  }

  /** Nothing goes for so many seconds and a little, so that not all phones come at once; then by itself. */
  function hold(seconds: number): void {
    queued.value = true
    const wait = Math.round(seconds * 1000 + Math.random() * 2000)
    notBefore = Date.now() + wait
    setTimeout(() => void flush(), wait + 20) // a timer may be early
  }

  /** Sends what waits, one after the other, and never twice at once. */
  function flush(): Promise<void> {
    running ??= locked(run).finally(() => {
      running = null
    })
    return running
  }

  /** One try of what was just added: '' when it has gone or waits; a refusal in words, and it waits no longer. */
  async function tried(id: string): Promise<string> {
    const left = () => queue.value.find((one) => one.id === id)
    // A round that had begun before does not know of it.
    for (let round = 0; round < 2 && !cut.value && left()?.refused === ''; round++) await flush()
    const one = left()
    if (one === undefined || one.refused === '') return ''
    await remove(one, { shots: true })
    return one.refused
  }

  function tick(): void {
    clearInterval(timer)
    timer = queue.value.some(({ refused }) => refused === '') ? setInterval(() => void flush(), AGAIN) : undefined
  }

  /** What waits of this person, from now on; `arrived` hears of each that the hub has taken. */
  async function of(person: string, arrived: (ticket: Ticket) => void): Promise<void> {
    account = person
    told = arrived
    queue.value = (await all<Any>('outbox')).filter((one) => one.account === person).sort((a, b) => a.at.localeCompare(b.at))
    tick()
    if (queue.value.length > 0) await flush()
  }

  /** Once more, though it was refused: a step now whatever has happened since it was taken. */
  function again(one: Any): Promise<void> {
    one.refused = ''
    if (isStep(one) || isErrand(one)) delete one.body.version
    tick()
    return flush()
  }

  return {
    queue, queued, add, hold, tried, remove, flush, of, again,
    waiting: computed(() => queue.value.filter((one): one is Waiting => !isStep(one) && !isPost(one) && !isErrand(one))),
    posts: computed(() => queue.value.filter(isPost)),
    steps: computed(() => queue.value.filter(isStep)),
    errands: computed(() => queue.value.filter(isErrand)),
  }
})

/** One tab at a time, where the browser can say so; the keys hold also where it cannot. */
async function locked(act: () => Promise<void>): Promise<void> {
  const locks: LockManager | null | undefined = navigator.locks
  if (locks) await locks.request('shequ.outbox', act)
  else await act()
}

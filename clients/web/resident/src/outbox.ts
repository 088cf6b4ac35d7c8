/**
 * Reports that wait for the network. Each has the key it was first sent under, so however often it is tried, the hub has
 * it once; it leaves the phone only when the hub has said so.
 */

import { defineStore } from 'pinia'
import { ref } from 'vue'
import { ApiError, newKey } from '@shequtong/sdk'
import type { Create, Ticket } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'
import { all, drop, put } from './base'
import { forget, upload } from './shots'
import type { Shot } from './shots'

/** Milliseconds between two tries while something waits. */
const AGAIN = 15_000

export interface Waiting {
  id: string
  account: string
  at: string
  body: Omit<Create, 'photos'>
  shots: Shot[]
  place: string
  /** The idempotency key and the command it stands for. */
  key: string
  sealed: string
  /** What the hub said against it; it is not tried again by itself. */
  refused: string
}

export const useOutbox = defineStore('outbox', () => {
  const waiting = ref<Waiting[]>([])
  let account = ''
  let running: Promise<void> | null = null
  let timer: ReturnType<typeof setInterval> | undefined
  let told: (ticket: Ticket) => void = () => undefined

  /** Kept on the disk before anybody is told that it is. */
  async function add(one: Waiting): Promise<void> {
    const plain = JSON.parse(JSON.stringify(one)) as Waiting
    await put('outbox', plain.id, plain)
    waiting.value = [...waiting.value, plain]
    tick()
  }

  async function remove(one: Waiting): Promise<void> {
    await drop('outbox', one.id)
    await forget(one.shots)
    waiting.value = waiting.value.filter(({ id }) => id !== one.id)
    tick()
  }

  async function store(one: Waiting): Promise<void> {
    await put('outbox', one.id, JSON.parse(JSON.stringify(one)))
  }

  async function deliver(one: Waiting): Promise<Ticket> {
    for (const shot of one.shots) {
      if (shot.id !== '') continue
      await upload(shot)
      await store(one)
    }
    const body: Create = { ...one.body, photos: one.shots.map(({ id }) => id) }
    const command = `POST /api/tickets ${JSON.stringify(body)}`
    if (one.sealed !== command) {
      // On the disk before it is sent: after a closed page it is the same command.
      Object.assign(one, { key: newKey(), sealed: command })
      await store(one)
    }
    return hub.report(body, one.key)
  }

  async function run(): Promise<void> {
    for (const one of [...waiting.value]) {
      if (one.account !== account || one.refused !== '') continue
      try {
        const ticket = await deliver(one)
        await remove(one)
        told(ticket)
      } catch (error) {
        if (!(error instanceof ApiError) || !error.refused || error.status === 401) return // later
        one.refused = error.message
        await store(one)
      }
    }
  }

  /** Sends what waits, one after the other, and never twice at once. */
  function flush(): Promise<void> {
    running ??= locked(run).finally(() => {
      running = null
    })
    return running
  }

  function tick(): void {
    clearInterval(timer)
    timer = waiting.value.some(({ refused }) => refused === '') ? setInterval(() => void flush(), AGAIN) : undefined
  }

  /** What waits of this person, from now on; `arrived` hears of each that the hub has taken. */
  async function of(person: string, arrived: (ticket: Ticket) => void): Promise<void> {
    account = person
    told = arrived
    waiting.value = (await all<Waiting>('outbox')).filter((one) => one.account === person).sort((a, b) => a.at.localeCompare(b.at))
    tick()
    if (waiting.value.length > 0) await flush()
  }

  function again(one: Waiting): Promise<void> {
    one.refused = ''
    tick()
    return flush()
  }

  return { waiting, add, remove, flush, of, again }
})

/** One tab at a time, where the browser can say so; the keys hold also where it cannot. */
async function locked(act: () => Promise<void>): Promise<void> {
  const locks: LockManager | null | undefined = navigator.locks
  if (locks) await locks.request('shequ.outbox', act)
  else await act()
}

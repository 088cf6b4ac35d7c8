/** Reports that wait for the network. Each has the key it was first sent under, so however often it is tried, the hub has it
 * once; it leaves the phone only when the hub has said so, or she. */

import { computed, ref, watch } from 'vue'
import { ApiError, IdempotencyKey, newKey } from '@shequtong/sdk'
import type { Create, Ticket } from '@shequtong/sdk'
import { hub } from './hub'
import { keep, kept } from './platform/storage'
import type { Position } from './platform/position'
import { me } from './session'
import { forget, upload } from './shots'
import type { Shot, Spoken } from './shots'
import { put } from './things'

/** Milliseconds between two tries while something waits. */
const AGAIN = 15_000

export interface Report {
  category: string
  area: string
  place: string
  spot: string
  text: string
  photos: Shot[]
  voice: Spoken | null
  /** Where she stood when she pressed. */
  position: Position | null
  /** She asks to be called. */
  call: boolean
  /** The idempotency key and the report it stands for, while nobody knows whether the hub has it. */
  key: string
  sealed: string
}

export interface Waiting extends Report {
  id: string
  account: string
  at: string
  /** What the hub said against it; it is not tried again by itself. */
  refused: string
}

const queue = ref<Waiting[]>(kept<Waiting[]>('outbox', []))
watch(queue, () => keep('outbox', queue.value), { deep: true, flush: 'sync' })
let running: Promise<void> | null = null
let timer: ReturnType<typeof setInterval> | undefined

export const waiting = computed(() => queue.value.filter((one) => one.account === me.value?.id))

/** Photos and voice first, then the report; what the phone has lost does not hold it up. */
export async function deliver(one: Report, text = one.text): Promise<Ticket> {
  for (const photo of [...one.photos]) {
    if (!(await upload(photo))) one.photos.splice(one.photos.indexOf(photo), 1)
  }
  if (one.voice !== null && !(await upload(one.voice))) one.voice = null
  const spot = one.spot.trim()
  const body: Create = {
    area: one.area,
    category: one.category,
    text: text.trim(),
    photos: one.photos.map(({ id }) => id),
    ...(spot === '' ? {} : { place_text: spot }),
    ...(one.position === null ? {} : { position: { ...one.position } }),
    ...(one.call ? { call_me: true } : {}),
    ...(one.voice === null ? {} : { voice: one.voice.id }),
  }
  return hub.report(body, new IdempotencyKey(one))
}

export function wait(report: Report & { account: string }, text: string): void {
  const plain = JSON.parse(JSON.stringify(report)) as Report & { account: string }
  queue.value.push({ ...plain, text, id: newKey(), at: new Date().toISOString(), refused: '' })
  tick()
}

export function remove(id: string): void {
  const one = queue.value.find((each) => each.id === id)
  if (one !== undefined) forget(one.voice === null ? one.photos : [...one.photos, one.voice])
  queue.value = queue.value.filter((each) => each.id !== id)
  tick()
}

async function run(): Promise<void> {
  for (const { id } of [...waiting.value]) {
    const one = queue.value.find((each) => each.id === id)
    if (one === undefined || one.refused !== '') continue
    try {
      put(await deliver(one))
      remove(id)
    } catch (cause) {
      if (!(cause instanceof ApiError) || !cause.refused || cause.status === 401) return // later
      one.refused = cause.message
    }
  }
  tick()
}

/** Sends what waits of whoever is signed in, one after the other, and never twice at once. */
export function flush(): Promise<void> {
  running ??= run().finally(() => {
    running = null
  })
  return running
}

export function again(id: string): Promise<void> {
  const one = queue.value.find((each) => each.id === id)
  if (one !== undefined) one.refused = ''
  tick()
  return flush()
}

function tick(): void {
  clearInterval(timer)
  timer = waiting.value.some(({ refused }) => refused === '') ? setInterval(() => void flush(), AGAIN) : undefined
}

/** Somebody has signed in, the app is shown, or a network is there again. */
export function followNetwork(): void {
  watch(me, (now) => (now === null ? clearInterval(timer) : void flush().then(tick)), { immediate: true })
  if (typeof uni.onNetworkStatusChange === 'function') uni.onNetworkStatusChange(({ isConnected }) => void (isConnected && flush()))
}

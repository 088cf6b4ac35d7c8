/** Who is signed in on this browser. One cookie serves all its tabs, so a change in one is told to the others. */

import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { ApiError, newKey } from '@shequtong/sdk'
import type { Me } from '@shequtong/sdk'
import { hub, refusals } from './hub'
import { liveState, stopLive } from './live'

const AGAIN_MS = 10_000

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  /** Who has to bind a second factor before anything else: signed in for nothing but that. */
  const binding = ref<Me | null>(null)
  /** False until the hub has said who this is. */
  const known = ref(false)
  const failure = ref<unknown>(null)
  const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('shequ.session')

  async function load(): Promise<void> {
    failure.value = null
    try {
      become(await hub.me())
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) become(null)
      else failure.value = error
    }
  }

  function become(account: Me | null): void {
    binding.value = account?.binding === true ? account : null
    const whole = account?.binding === true ? null : account
    if (whole?.id !== me.value?.id) stopLive()
    me.value = whole
    known.value = true
  }

  /** Someone has just signed in here. */
  function enter(account: Me): void {
    become(account)
    tabs?.postMessage(account.id)
  }

  async function leave(): Promise<void> {
    await hub.signOut(newKey()).catch((error: unknown) => {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
    })
    become(null)
    tabs?.postMessage(null)
  }

  /** The session ended or its rights changed: ask anew who this is, and begin anew as that. Never in a tight loop. */
  let asked = 0
  async function begin(): Promise<void> {
    // An answer that was late for a sign-out tells nothing new, and what is being typed to sign in again would be lost.
    if (known.value && me.value === null && binding.value === null) return
    if (Date.now() - asked < AGAIN_MS) return
    asked = Date.now()
    known.value = false
    stopLive()
    me.value = null
    await load()
  }
  watch(refusals, begin)
  watch(liveState, (state) => {
    if (state.kind === 'offline' && ['not_authenticated', 'revoked'].includes(state.final ?? '')) void begin()
  })

  if (tabs !== null) {
    tabs.onmessage = () => void load()
  }

  return { me: computed(() => me.value), binding: computed(() => binding.value), known, failure, load, enter, leave }
})

/** The page's one live connection, opened for whoever is signed in. */

import { readonly, shallowRef } from 'vue'
import { ApiError, connect } from '@shequtong/sdk'
import type { Live, LiveState, Me } from '@shequtong/sdk'

const state = shallowRef<LiveState>({ kind: 'catching_up' })
let live: Live | null = null
let whose = ''

export const liveState = readonly(state)

/** The connection of this account; the same one until `stopLive`. */
export function liveFor(me: Me): Live {
  if (live !== null && whose === me.id) return live
  stopLive()
  whose = me.id
  live = connect({ url: '/live', log: me.district.id, client: 'web', onError: report })
  live.onState((next) => {
    state.value = next
  })
  return live
}

export function stopLive(): void {
  live?.close()
  live = null
  whose = ''
  state.value = { kind: 'catching_up' }
}

/** What no page can mend is for the console; that the session ended is seen by `session.ts`, a cut line by everyone. */
function report(error: unknown): void {
  if (!(error instanceof ApiError && (error.status === 401 || error.unreachable))) console.error(error)
}

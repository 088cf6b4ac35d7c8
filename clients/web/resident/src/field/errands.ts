/** What is done at a door goes at once, or waits on the phone for a signal. */

import { computed } from 'vue'
import { newKey } from '@shequtong/sdk'
import { useCommand, useSession } from '@shequtong/shared'
import { useOutbox } from '../outbox'

/** `about`: the residence, visit or person. `send` tries once, and says whether it has gone; without a signal it is kept. */
export function useErrand(about: string) {
  const outbox = useOutbox()
  const session = useSession()
  const { busy, failure, run } = useCommand()

  const send = (what: string, address: string, body: Record<string, unknown> = {}, done: (gone: boolean) => void = () => undefined) =>
    run(async () => {
      const id = newKey()
      const account = session.me?.id ?? ''
      await outbox.add({ id, account, at: new Date().toISOString(), about, what, address, body, shots: [], key: '', sealed: '', refused: '' })
      const refused = await outbox.tried(id)
      if (refused !== '') throw new Error(refused)
      done(!outbox.queue.some((one) => one.id === id))
    }, (cause) => (cause instanceof Error ? cause.message : String(cause)))

  return { busy, failure, send, waiting: computed(() => outbox.errands.filter((one) => one.about === about)) }
}

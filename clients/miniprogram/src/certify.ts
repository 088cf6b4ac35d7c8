/** Whom this phone may certify, live: fetched anew when something about it is heard. */

import { ref, shallowRef } from 'vue'
import type { Fetched, Programme, RosterPerson } from '@shequtong/sdk'
import { hub } from './hub'
import { liveConnection, me } from './session'
import { sentence } from './texts'

export function useHeard<T>(load: () => Promise<Fetched<T>>, type: string) {
  const data = shallowRef<T | null>(null)
  const failure = ref('')
  let asked = 0
  let subscription: { close(): void } | null = null

  async function fetched() {
    const mine = ++asked
    try {
      const found = await load()
      if (mine === asked) {
        data.value = found.data
        failure.value = ''
      }
      return found.cursor
    } catch (cause) {
      if (mine === asked) failure.value = sentence(cause)
      throw cause
    }
  }

  const refresh = (): Promise<void> => fetched().then(() => undefined, () => undefined)

  function listen(): void {
    const live = liveConnection()
    if (me.value === null || live === null || subscription !== null) return
    subscription = live.subscribe([`own/${me.value.id}`], {
      wants: (event) => event.type === type,
      event: () => void refresh(),
      aside: true,
      load: fetched,
    })
  }

  function stop(): void {
    subscription?.close()
    subscription = null
    asked++
  }

  return { data, failure, refresh, listen, stop }
}

interface Certifications {
  persons: RosterPerson[]
  programmes: Programme[]
  /** The number of the consent text that counts now; null where there is nobody to certify. */
  consent: number | null
}

/** The people, with their programmes and the consent text. */
export const useCertifications = () =>
  useHeard<Certifications>(async () => {
    const mine = await hub.read('/api/certification/mine', {})
    const { persons } = mine.data
    if (persons.length === 0) return { data: { persons, programmes: [], consent: null }, cursor: mine.cursor }
    const [{ programmes }, consent] = await Promise.all([
      hub.get('/api/certification/programmes', {}), hub.get('/api/certification/consent', {}),
    ])
    return { data: { persons, programmes, consent: consent.version }, cursor: mine.cursor }
  }, 'certification.changed')

/** One of them, with the tries. */
export function usePerson() {
  let id = ''
  const heard = useHeard(() => hub.read('/api/certification/persons/{person}', { person: id }), 'certification.changed')
  return {
    ...heard,
    of(chosen: string): void {
      id = chosen
      heard.stop()
      heard.data.value = null
      heard.listen()
    },
  }
}

/** Whom this phone may certify, live: fetched anew when something about it is heard. */

import type { Programme, RosterPerson } from '@shequtong/sdk'
import { useHeard } from './heard'
import { hub } from './hub'

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

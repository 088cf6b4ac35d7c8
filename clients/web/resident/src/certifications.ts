/** Whom this phone may certify, live, with how urgent it is; the programmes once. */

import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Programme, RosterPerson } from '@shequtong/sdk'
import { hub, now, useHeard, useSession } from '@shequtong/shared'
import { hersTopic, useActing } from './acting'
import { dueOf, today, urgentFirst } from './certifying'
import type { Due } from './certifying'

export interface Certified {
  person: RosterPerson
  programme: Programme | undefined
  due: { kind: Due; days: number }
}

/** A programme in the reader's language. */
export function useProgrammeName() {
  const { locale } = useI18n()
  return (person: RosterPerson, programme: Programme | undefined): string => (locale.value === 'en' ? (programme?.name_en ?? person.programme_name) : person.programme_name)
}

/** What tells of her: the reader herself, or whom she acts for. */
export const ownTopics = () => {
  const { whose } = useActing()
  return whose === '' ? [] : [hersTopic(whose, useSession().me?.id ?? '')]
}

export function useCertifications() {
  const { data, failure, refresh } = useHeard(
    async () => {
      const mine = await hub.read('/api/certification/mine', {})
      const programmes = mine.data.persons.length === 0 ? [] : (await hub.get('/api/certification/programmes', {})).programmes
      return { data: { persons: mine.data.persons, programmes }, cursor: mine.cursor }
    },
    ownTopics,
    'certification.changed',
  )
  const people = computed<Certified[] | null>(() => {
    if (data.value === null) return null
    const { persons, programmes } = data.value
    return urgentFirst(
      persons.map((person) => {
        const programme = programmes.find(({ id }) => id === person.standing.programme)
        return { person, programme, due: dueOf(person.standing, programme?.notice_days ?? 30, today(now.value)) }
      }),
    )
  })
  return { people, failure, refresh }
}

/** Whom somebody has to go to see: where she checks who lives there, and where she certifies. Pure. */

import type { Me, Programme, RosterPerson } from '@shequtong/sdk'
import { dueOf } from '../certifying'
import type { Due } from '../certifying'

const CHECKERS = ['grid_officer', 'community_clerk', 'community_secretary']
const VISITORS = [...CHECKERS, 'street_clerk', 'cert_reviewer']

const areasOf = (me: Me, roles: readonly string[]): string[] => [...new Set(me.grants.filter(({ role }) => roles.includes(role)).map(({ area }) => area.id))]
export const checkAreas = (me: Me): string[] => areasOf(me, CHECKERS)
export const visitAreas = (me: Me): string[] => areasOf(me, VISITORS)

/** Letters that say how somebody was seen. */
export const LEAST_WORDS = 5

export interface Visit {
  person: RosterPerson
  due: { kind: Due; days: number }
  /** Why a photo will not do it. */
  why: 'spent' | 'no_consent' | null
}

/** Who is due, those first whom no photo helps; what is under way already is left out. */
export function visitsOf(persons: readonly RosterPerson[], programmes: readonly Programme[], day: string): Visit[] {
  const found = new Map(persons.map((person) => [person.standing.id, person]))
  const visits = [...found.values()]
    .filter(({ standing }) => standing.attempt === null)
    .map((person): Visit => {
      const programme = programmes.find(({ id }) => id === person.standing.programme)
      const spent = programme !== undefined && person.standing.tries >= programme.most_tries
      return {
        person, due: dueOf(person.standing, programme?.notice_days ?? 30, day),
        why: spent ? 'spent' : person.standing.consent === null ? 'no_consent' : null,
      }
    })
  const rank = { spent: 0, no_consent: 1 }
  return visits.sort((a, b) => (a.why ? rank[a.why] : 2) - (b.why ? rank[b.why] : 2) || a.due.days - b.due.days)
}

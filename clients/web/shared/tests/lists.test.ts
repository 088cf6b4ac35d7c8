import { describe, expect, it } from 'vitest'
import type { Grant } from '@shequtong/sdk'
import { listOf, scopeOf, topicsOf } from '../src/lists'
import type { Listed, Scope } from '../src/lists'
import vectors from '../vectors/lists.json'

const people = vectors.people as Record<string, Scope>

describe.each(vectors.cases)('a ticket $name', ({ ticket, expected }) => {
  it.each(Object.entries(expected))('is for the %s: %s', (who, list) => {
    expect(listOf(ticket as unknown as Listed, people[who]!)).toBe(list)
  })
})

function grant(role: Grant['role'], area: string, organisation?: string): Grant {
  return {
    role,
    area: { id: area, level: 'community', name: area, path: [] },
    organisation: organisation === undefined ? null : { id: organisation, kind: 'property', name: organisation },
  }
}

describe('the scope of a person', () => {
  it('comes from the grants', () => {
    const grants = [grant('community_clerk', 'jinsha'), grant('grid_officer', 'grid1'), grant('property_worker', 'estate', 'property')]
    expect(scopeOf({ id: 'me', grants })).toEqual({
      account: 'me', desks: ['jinsha'], organisations: [], worker_organisations: ['property'], watched: ['jinsha', 'grid1'],
    })
  })

  it('gives officials and residents no list', () => {
    expect(topicsOf(scopeOf({ id: 'me', grants: [grant('official_viewer', 'xiqu'), grant('resident', 'dwelling')] }))).toEqual([])
  })

  it('names each topic once', () => {
    const scope = scopeOf({ id: 'me', grants: [grant('community_clerk', 'a'), grant('community_secretary', 'a'), grant('dept_handler', 'x', 'o')] })
    expect(topicsOf(scope)).toEqual(['staff/a/tickets', 'org/o/tickets'])
  })

  it('brings a worker what was given to her', () => {
    expect(topicsOf(scopeOf({ id: 'me', grants: [grant('property_worker', 'x', 'o')] }))).toEqual(['own/me/work'])
  })
})

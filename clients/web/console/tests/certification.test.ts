import { describe, expect, it } from 'vitest'
import type { Me } from '@shequtong/sdk'
import { certPartsFor, certTopics, likeness, proposalTopics, share, turnOf } from '../src/certification'

const me = (...roles: string[]) =>
  ({ grants: roles.map((role, at) => ({ role, area: { id: `a${at}`, name: '', level: 'street' }, organisation: role === 'dept_handler' ? { id: 'o1', name: '' } : null })) }) as unknown as Me

describe('pages', () => {
  it('are for those who work there', () => {
    expect(certPartsFor(me('community_clerk'))).toEqual(['people'])
    expect(certPartsFor(me('cert_reviewer'))).toEqual(['review', 'people', 'import', 'proposals'])
    expect(certPartsFor(me('dept_handler'))).toEqual(['proposals'])
    expect(certPartsFor(me('property_worker'))).toEqual([])
  })
  it('hear of their areas and their department, each once', () => {
    expect(certTopics(me('cert_reviewer', 'property_worker'))).toEqual(['staff/a0/certification'])
    expect(proposalTopics(me('dept_handler', 'street_clerk'))).toEqual(['staff/a1/certification', 'org/o1/certification'])
  })
})

it.each([
  [0.8, 0.54, 'reached'], [0.54, 0.54, 'reached'], [0.5, 0.54, 'near'], [0.2, 0.54, 'far'], [null, 0.54, 'none'], [0.5, null, 'none'],
] as const)('%s against %s is %s', (similarity, threshold, word) => {
  expect(likeness(similarity, threshold)).toBe(word)
})

it('a bar has two ends', () => {
  expect([share(-0.3), share(0.545), share(2)]).toEqual([0, 55, 100])
})

describe('two people', () => {
  const attempt = (state: string, proposed_by: string | null, decided_by: string | null = null) => ({ state, proposed_by, decided_by }) as Parameters<typeof turnOf>[0]
  it('who proposed does not confirm', () => {
    expect(turnOf(attempt('refusing', 'me'), 'me')).toBe('proposed_by_me')
    expect(turnOf(attempt('refusing', 'she'), 'me')).toBe('confirm')
  })
  it('an appeal goes to somebody else than both', () => {
    expect(turnOf(attempt('appealed', 'she', 'me'), 'me')).toBe('took_part')
    expect(turnOf(attempt('appealed', 'me', 'she'), 'me')).toBe('took_part')
    expect(turnOf(attempt('appealed', 'she', 'he'), 'me')).toBe('appeal')
    expect(turnOf(attempt('review', null), 'me')).toBe('free')
  })
})

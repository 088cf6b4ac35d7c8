import { describe, expect, it } from 'vitest'
import type { Me } from '@shequtong/sdk'
import { certPartsFor, certTopics, likeness, looks, paysFor, placeOf, proposalTopics, share, turnOf } from '../src/certification'

const me = (...roles: string[]) =>
  ({ grants: roles.map((role, at) => ({ role, area: { id: `a${at}`, name: '', level: 'street' }, organisation: role === 'dept_handler' ? { id: 'o1', name: '' } : null })) }) as unknown as Me

describe('pages', () => {
  it('are for those who work there', () => {
    expect(certPartsFor(me('community_clerk'), false)).toEqual(['people', 'doors'])
    expect(certPartsFor(me('cert_reviewer'), false)).toEqual(['review', 'people', 'import', 'proposals'])
    expect(certPartsFor(me('dept_handler'), true)).toEqual(['proposals'])
    expect(certPartsFor(me('dept_handler'), false)).toEqual([])
    expect(certPartsFor(me('property_worker'), false)).toEqual([])
  })
  it('only the department that pays decides', () => {
    expect(paysFor(me('dept_handler'), [{ authority: null }, { authority: 'o1' }])).toBe(true)
    expect(paysFor(me('dept_handler'), [{ authority: 'o2' }])).toBe(false)
    expect(paysFor(me('street_clerk'), [{ authority: 'o1' }])).toBe(false)
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

it('a home is found by its house; what is known of the community alone is that', () => {
  expect(placeOf('清香坪街道 金沙社区 宝鼎金沙小区 2栋1单元2-1')).toEqual({ house: '宝鼎金沙小区 2栋1单元2-1', around: '清香坪街道 金沙社区' })
  expect(placeOf('清香坪街道 金沙社区')).toEqual({ house: '金沙社区', around: '清香坪街道' })
})

it('figures of a photo are said in words', () => {
  expect(looks({ faces: 1, face_pixels: 80, sharpness: 200, brightness: 120, yaw: 2, pitch: -31 })).toEqual(['one', 'near', 'sharp', 'fair', 'turned'])
  expect(looks({ faces: 2, face_pixels: 12, sharpness: 8, brightness: 240, yaw: null, pitch: null })).toEqual(['several', 'distant', 'blurred', 'bright'])
  expect(looks({ faces: 0, face_pixels: null, sharpness: null, brightness: null, yaw: null, pitch: null })).toEqual(['nobody'])
})

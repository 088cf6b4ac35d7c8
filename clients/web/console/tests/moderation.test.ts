/** What can be done with a case, and rectangles on a photo. */

import { describe, expect, it } from 'vitest'
import { between, drawn, inDays, moderationTopics, needsReason, nudged, QUICK, rulesHere, VERDICTS } from '../src/moderation'
import zh from '../src/locales/moderation.zh-CN'

const grant = (role: string, id: string, level: string) => ({ role, organisation: null, area: { id, level, name: id, path: [id] } }) as never

describe('who moderates', () => {
  it('hears of the areas where she does, once each', () => {
    const grants = [grant('community_clerk', 'a', 'community'), grant('moderator', 'a', 'community'), grant('grid_officer', 'b', 'community')]
    expect(moderationTopics({ grants })).toEqual(['staff/a/moderation'])
  })
  it('edits the rules only for the district', () => {
    expect(rulesHere({ grants: [grant('moderator', 's', 'street')] })).toBe(false)
    expect(rulesHere({ grants: [grant('community_clerk', 'd', 'district')] })).toBe(false)
    expect(rulesHere({ grants: [grant('moderator', 'd', 'district')] })).toBe(true)
  })
})

describe('verdicts', () => {
  it('have words, and a reason where the author reads one', () => {
    for (const { yes, no } of Object.values(VERDICTS)) for (const one of [yes, no]) if (one !== undefined) expect(zh.moderation.do[one]).toBeTruthy()
    expect((['published', 'kept', 'hidden', 'undone', 'restored', 'refused'] as const).filter(needsReason)).toEqual(['hidden', 'undone', 'restored', 'refused'])
    for (const names of Object.values(QUICK)) for (const name of names) expect(zh.moderation.quick).toHaveProperty(name)
  })
  it('block for whole days', () => expect(inDays(3, Date.UTC(2026, 0, 1))).toBe('2026-01-04T00:00:00.000Z'))
})

describe('rectangles', () => {
  it('lie between two corners, in whatever order, inside the photo', () => {
    const one = between({ x: 0.75, y: -0.5 }, { x: 0.25, y: 0.5 })
    expect(one).toEqual({ x: 0.25, y: 0, width: 0.5, height: 0.5 })
    expect(drawn(one)).toBe(true)
    expect(drawn(between({ x: 0.5, y: 0.5 }, { x: 0.505, y: 0.9 }))).toBe(false)
  })
  it('move and grow with the keyboard and stay inside', () => {
    const one = { x: 0.75, y: 0, width: 0.25, height: 0.25 }
    expect(nudged(one, 0.1, -0.1, false)).toEqual(one)
    expect(nudged(one, -0.25, 0.25, false)).toEqual({ ...one, x: 0.5, y: 0.25 })
    expect(nudged(one, 0.5, 0.5, true)).toEqual({ ...one, height: 0.75 })
    expect(nudged(one, -1, -1, true)).toEqual({ ...one, width: 0.01, height: 0.01 })
  })
})

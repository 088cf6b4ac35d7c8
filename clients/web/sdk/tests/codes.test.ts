import { expect, it } from 'vitest'
import { CLOSE_CODES, closeCode } from '../src/codes'

it('says beside each code of the protocol whether to come back', () => {
  const comesBack = Object.fromEntries(Object.entries(CLOSE_CODES).map(([code, { reconnect }]) => [code, reconnect]))
  expect(comesBack).toEqual({
    1001: 'soon', 1011: 'soon', 4400: 'never', 4401: 'never', 4403: 'never', 4408: 'soon', 4413: 'never', 4429: 'later', 4508: 'soon',
  })
})

it('tries again after a code it does not know', () => {
  expect(closeCode(1006)).toEqual({ name: 'closed_1006', reconnect: 'soon' })
})

it('gives each a name that texts can rely on', () => {
  expect([4401, 4403, 4508].map((code) => closeCode(code).name)).toEqual(['not_authenticated', 'revoked', 'too_slow'])
})

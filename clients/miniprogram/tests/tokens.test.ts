import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { forPages } from '../scripts/tokens.mjs'

const tokens = readFileSync(join(import.meta.dirname, '../../web/shared/src/tokens.css'), 'utf8')

it('hangs the pages’ design tokens where a mini-program finds them', () => {
  const css = forPages(tokens)
  expect(css).not.toMatch(/:root|data-/)
  expect(css).toMatch(/page \{[^}]*--primary/)
  expect(css).toMatch(/\.elder \{[^}]*--target: 60px/)
})

it('draws icons in the colours of the tokens', () => {
  const icon = readFileSync(join(import.meta.dirname, '../src/components/LineIcon.vue'), 'utf8')
  const colours = icon.match(/const COLOURS = \{(.*)\}/)![1]!
  for (const [, name, colour] of colours.matchAll(/'?([a-z-]+)'?: '(#[0-9a-f]{6})'/g)) {
    expect(forPages(tokens), name).toContain(`--${name}: ${colour};`)
  }
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../src/tokens.css'), 'utf8')

function colours(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]))
}

const light = colours(css.slice(css.indexOf(':root {'), css.indexOf(":root[data-theme='dark']")))
const dark = { ...light, ...colours(css.slice(css.indexOf(":root[data-theme='dark']"))) }

/** WCAG 2.2 relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const PAIRS = [
  ...['text', 'text-2'].flatMap((text) => ['bg', 'surface', 'surface-2'].map((ground) => [text, ground])),
  ['primary', 'surface'], ['primary', 'bg'], ['on-primary', 'primary'], ['primary', 'primary-soft'], ['text', 'primary-soft'],
  ...['danger', 'warn', 'ok', 'info'].flatMap((hue) => [[hue, `${hue}-soft`], [hue, 'surface']]),
] as [string, string][]

describe.each([['light', light], ['dark', dark]] as const)('%s', (_name, tokens) => {
  it.each(PAIRS)('%s on %s has 7:1', (text, ground) => {
    expect(contrast(tokens[text]!, tokens[ground]!)).toBeGreaterThanOrEqual(7)
  })
})

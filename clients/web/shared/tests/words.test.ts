import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import boardEn from '../../board/src/locales/en'
import boardZh from '../../board/src/locales/zh-CN'
import consoleEn from '../../console/src/locales/en'
import consoleZh from '../../console/src/locales/zh-CN'
import demoEn from '../../demo/src/locales/en'
import demoZh from '../../demo/src/locales/zh-CN'
import fieldEn from '../../resident/src/locales/field.en'
import fieldZh from '../../resident/src/locales/field.zh-CN'
import residentEn from '../../resident/src/locales/en'
import residentZh from '../../resident/src/locales/zh-CN'
import commonEn from '../src/messages/en'
import commonZh from '../src/messages/zh-CN'
import secondFactorEn from '../src/messages/second-factor.en'
import secondFactorZh from '../src/messages/second-factor.zh-CN'

const WEB = join(import.meta.dirname, '../..')
const APPS: Record<string, [object, object]> = {
  board: [{ board: boardZh }, { board: boardEn }], console: [consoleZh, consoleEn], demo: [{ demo: demoZh }, { demo: demoEn }], resident: [{ ...residentZh, field: fieldZh }, { ...residentEn, field: fieldEn }], shared: [{ second_factor: secondFactorZh }, { second_factor: secondFactorEn }],
}

/** Every key of words, dotted; a list counts as one. */
const keysOf = (words: object, before = ''): string[] =>
  Object.entries(words).flatMap(([name, value]) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? keysOf(value as object, `${before}${name}.`) : [`${before}${name}`]))

/** What pages and logic say, without the words themselves. */
function sourceOf(app: string): string {
  const root = join(WEB, app, 'src')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file) && !/^(locales|messages)\//.test(file))
  return files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')
}

describe.each(Object.entries(APPS))('the words of %s', (app, [zh, en]) => {
  const known = new Set(keysOf({ ...commonZh, ...zh }))
  const source = sourceOf(app)

  it('are the same in both languages', () => {
    expect(keysOf(en).sort()).toEqual(keysOf(zh).sort())
  })

  it('are there for every key that is named', () => {
    const named = [...source.matchAll(/\bt\('([a-z_]+\.[a-z_.]+)'/g)].map(([, key]) => key!)
    expect([...new Set(named)].filter((key) => !known.has(key))).toEqual([])
  })

  it('are there for every kind of key that is put together', () => {
    const begun = [...source.matchAll(/\bt\(`([a-z_]+\.[a-z_.]*)\$\{/g)].map(([, prefix]) => prefix!)
    expect([...new Set(begun)].filter((prefix) => ![...known].some((key) => key.startsWith(prefix)))).toEqual([])
  })
})

it('the common words are the same in both languages', () => {
  expect(keysOf(commonEn).sort()).toEqual(keysOf(commonZh).sort())
})

it('every word is said somewhere', () => {
  const said = (source: string) => {
    const made = [...source.matchAll(/`([a-z_]+\.(?:[\w.]|\$\{[^`]*?\})*)`/g)].map(([, text]) => new RegExp(`^${text!.replaceAll('.', '\\.').replace(/\$\{.*?\}/g, '.+')}$`))
    const literal = new Set([...source.matchAll(/['"]([a-z_]+(?:\.[a-z_0-9]+)*)['"]/g)].map(([, key]) => key!))
    return (key: string) => literal.has(key) || made.some((one) => one.test(key))
  }
  const sources = Object.fromEntries(Object.keys(APPS).map((app) => [app, sourceOf(app)]))
  const unsaid = Object.entries(APPS).flatMap(([app, [zh]]) => {
    const here = said(`${sources[app]}\n${sources.shared}`)
    return keysOf(zh).filter((key) => !here(key)).map((key) => `${app}: ${key}`)
  })
  const anywhere = said(Object.values(sources).join('\n'))
  expect([...unsaid, ...keysOf(commonZh).filter((key) => !anywhere(key)).map((key) => `shared: ${key}`)]).toEqual([])
})

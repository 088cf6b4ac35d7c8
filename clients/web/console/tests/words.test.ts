import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import common from '../../shared/src/messages/zh-CN'
import { STEPS } from '../src/actions'
import own from '../src/locales/zh-CN'
import { PLACES } from '../src/places'

const words: object = { ...common, ...own }
const known = (key: string) => typeof key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], words) === 'string'

it('there are words for every step, field and page', () => {
  const keys = [
    ...STEPS.flatMap(({ action, fields }) => [`action.${action}`, ...fields.map(({ label }) => label)]),
    ...STEPS.flatMap(({ fields }) => fields.flatMap((field) => (field.kind === 'choice' ? field.options.map((one) => `choice.${one}`) : []))),
    ...PLACES.map(({ name }) => `nav.${name}`),
  ]
  expect(keys.filter((key) => !known(key))).toEqual([])
})

it('there are words for every key that the pages name', () => {
  const root = join(import.meta.dirname, '../src')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file))
  const sources = files.map((file) => readFileSync(join(root, file), 'utf8'))
  const keys = sources.flatMap((text) => [...text.matchAll(/\bt\('([a-z_]+\.[a-z_.]+)'/g)].map(([, key]) => key!))
  expect(keys.length).toBeGreaterThan(50)
  expect([...new Set(keys)].filter((key) => !known(key))).toEqual([])
})

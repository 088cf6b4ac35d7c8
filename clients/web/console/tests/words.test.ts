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

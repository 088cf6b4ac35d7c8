import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it, vi } from 'vitest'

// Its hooks are the compiler's business.
vi.mock('@dcloudio/uni-app', () => ({ onShow: () => undefined }))

beforeAll(() => {
  Object.assign(globalThis, { uni: { getStorageSync: () => '', setStorageSync: () => undefined } })
})

it('knows the district’s clock on a phone anywhere', async () => {
  const { day, dayOf, grouped, when } = await import('../src/texts')
  expect(dayOf(Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23')
  expect(when('2026-11-22T16:30:00Z', Date.parse('2026-11-23T01:00:00Z'))).toBe('00:30')
  expect(when('2026-11-21T16:30:00Z', Date.parse('2026-11-23T01:00:00Z'))).toBe('11月22日 00:30')
  expect(day('2026-12-20')).toBe('2026年12月20日')
  expect(grouped(1100123)).toBe('1 100 123')
})

it('speaks both languages', async () => {
  const { setLocale } = await import('../src/look')
  const { list, t } = await import('../src/texts')
  expect(t('mini.sent', { number: 7 })).toBe('已收到，编号 7')
  expect(list('cert.take.tips.code')).toHaveLength(3)
  setLocale('en')
  expect(t('mini.sent', { number: 7 })).toBe('Received under number 7')
})

it('puts house 10 after house 9, without Intl', async () => {
  const { byName } = await import('../src/places')
  const names = ['10栋', '9栋', '1栋'].map((name) => ({ name })).sort(byName)
  expect(names.map((one) => one.name)).toEqual(['1栋', '9栋', '10栋'])
})

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? sources(path) : /\.(vue|ts)$/.test(name) ? [readFileSync(path, 'utf8')] : []
  })
}

it('has words for everything that is said, also when the web pages change theirs', async () => {
  const { setLocale } = await import('../src/look')
  const { list, t } = await import('../src/texts')
  const text = sources(join(import.meta.dirname, '../src')).join('\n')
  const said = [...text.matchAll(/\b(?:t|useTitle)\('([\w.]+)'/g)].map((one) => one[1]!)
  // Those whose end is only known when they are said.
  for (const kind of ['newspaper', 'code', 'near']) said.push(`cert.take.guide.${kind}`, `cert.take.check.${kind}`)
  for (const state of ['checking', 'review', 'appealed']) said.push(`cert.state.${state}`, `cert.live.${state}`)
  for (const due of ['never', 'fine', 'soon', 'overdue']) said.push(`cert.due.${due}`)
  for (const kind of ['newspaper', 'code']) said.push(`cert.take.${kind}`, `cert.take.${kind}_more`)
  expect(said.length).toBeGreaterThan(80)
  for (const locale of ['zh-CN', 'en'] as const) {
    setLocale(locale)
    for (const key of said) expect(t(key), `${locale} ${key}`).not.toBe(key)
    for (const kind of ['newspaper', 'code', 'near']) expect(list(`cert.take.tips.${kind}`).length, kind).toBeGreaterThan(0)
  }
})

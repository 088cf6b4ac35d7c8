import { beforeAll, expect, it } from 'vitest'

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
  expect(list('cert.take.tips')).toHaveLength(3)
  setLocale('en')
  expect(t('mini.sent', { number: 7 })).toBe('Received under number 7')
})

it('puts house 10 after house 9, without Intl', async () => {
  const { byName } = await import('../src/places')
  const names = ['10栋', '9栋', '1栋'].map((name) => ({ name })).sort(byName)
  expect(names.map((one) => one.name)).toEqual(['1栋', '9栋', '10栋'])
})

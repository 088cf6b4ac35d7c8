import { expect, it } from 'vitest'
import { takeHanded } from '../src/handed'

function opened(address: string): void {
  localStorage.clear()
  history.replaceState(null, '', address)
  takeHanded()
}

it('keeps the look of the app around it and clears the address', () => {
  opened('/?elder=on&locale=en#/mine')
  expect(localStorage.getItem('shequ.elder')).toBe('on')
  expect(localStorage.getItem('shequ.locale')).toBe('en')
  expect(location.href).toBe('http://hub.test/#/mine')
})

it('takes nothing that it does not know', () => {
  opened('/?elder=javascript&locale=de&area=1#/circle')
  expect(localStorage.length).toBe(0)
  expect(location.href).toBe('http://hub.test/?area=1#/circle')
})

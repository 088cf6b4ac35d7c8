import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { useForms } from '../src/forms'

beforeEach(() => setActivePinia(createPinia()))

it('keeps what was written when the clerk looks elsewhere, and when she takes another action', () => {
  const { forms, open } = useForms()
  open('t1', 'note')
  forms.get('t1')!.text = '已联系物业'
  open('t2', 'dispatch')
  open('t1', 'note')
  expect(forms.get('t1')).toMatchObject({ action: 'note', text: '已联系物业' })
  open('t1', 'resolve')
  expect(forms.get('t1')).toMatchObject({ action: 'resolve', text: '已联系物业' })
})

it('has one key for one body', () => {
  const { forms, open, keyOf } = useForms()
  open('t1', 'note')
  const form = forms.get('t1')!
  const key = keyOf(form, { text: 'a' })
  expect(keyOf(form, { text: 'a' })).toBe(key)
  expect(keyOf(form, { text: 'b' })).not.toBe(key)
})

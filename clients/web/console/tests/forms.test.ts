import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { useForms } from '../src/forms'

beforeEach(() => setActivePinia(createPinia()))

it('keeps what was written when the clerk looks elsewhere, and when she takes another action', () => {
  const { forms, open } = useForms()
  open('t1', 'note', 'text')
  forms.get('t1')!.values.text = '已联系物业'
  open('t2', 'dispatch', 'note')
  open('t1', 'note', 'text')
  expect(forms.get('t1')).toMatchObject({ action: 'note', values: { text: '已联系物业' } })
  open('t1', 'reject', 'reason')
  expect(forms.get('t1')).toMatchObject({ action: 'reject', values: { reason: '已联系物业' } })
  expect(forms.get('t1')?.values.text).toBeUndefined()
})

import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import type { Export } from '@shequtong/sdk'
import { asked, mayExport, share, useExports } from '../src/exports'

const one = (given: Partial<Export>): Export => ({
  id: 'e1', list: 'tickets.mine', state: 'waiting', rows: 0, total: null, bytes: null, reason: null,
  created_at: '2026-01-01T04:00:00Z', finished_at: null, expires_at: '2026-01-02T04:00:00Z', ...given,
})

beforeEach(() => setActivePinia(createPinia()))

it('what is done is whole, what nobody has counted has no share', () => {
  expect(share(one({ state: 'running', rows: 50, total: 200 }))).toBe(0.25)
  expect(share(one({ state: 'running', rows: 250, total: 200 }))).toBe(1)
  expect(share(one({ state: 'running', rows: 50 }))).toBeNull()
  expect(share(one({ state: 'running', total: 0 }))).toBe(0)
  expect(share(one({ state: 'done', rows: 0, total: 0 }))).toBe(1)
})

it('a list is exported as it is narrowed', () => {
  expect(asked(null, '')).toEqual({})
  expect(asked('nobody', ' ')).toEqual({ assignee: 'none' })
  expect(asked('overdue', ' 电梯 ')).toEqual({ overdue: true, words: '电梯' })
})

it('a grid officer takes no list home', () => {
  const me = (role: string) => ({ kind: 'staff', grants: [{ role }] }) as Parameters<typeof mayExport>[0]
  expect(mayExport(me('community_clerk'))).toBe(true)
  expect(mayExport(me('grid_officer'))).toBe(false)
})

it('what has ended stays ended; one that begins anew counts from nothing', () => {
  const files = useExports()
  files.put(one({ state: 'running', rows: 80 }))
  files.put(one({ state: 'running', rows: 3 }))
  expect(files.byId.get('e1')?.rows).toBe(3)
  expect(files.running).toBe(1)
  files.put(one({ state: 'done', rows: 200 }))
  files.put(one({ state: 'running', rows: 90 }))
  expect(files.byId.get('e1')?.state).toBe('done')
  expect(files.running).toBe(0)
})

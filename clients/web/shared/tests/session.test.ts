import { createPinia, setActivePinia } from 'pinia'
import { nextTick } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import { refusals, through } from '../src/hub'
import { useSession } from '../src/session'

const asked: string[] = []
let status = 200
through(() => async (input) => {
  asked.push(String(input))
  const body = status === 200 ? { id: 'an', name: '安女士', residences: [], roles: [] } : { code: 'not_authenticated' }
  const answer = new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  Object.defineProperty(answer, 'url', { value: `http://hub${asked.at(-1)}` })
  return answer
})

beforeEach(() => {
  setActivePinia(createPinia())
  asked.length = 0
})

test('a session that has ended is asked about anew', async () => {
  status = 200
  const session = useSession()
  await session.load()
  expect(session.me?.id).toBe('an')
  status = 401
  refusals.value += 1
  await vi.waitFor(() => expect(session.me).toBeNull())
  expect(asked).toEqual(['/api/me', '/api/me'])
})

test('where nobody is signed in, a late refusal takes nothing away from who is signing in', async () => {
  status = 401
  const session = useSession()
  await session.load()
  expect([session.known, session.me]).toEqual([true, null])
  refusals.value += 1
  await nextTick()
  expect(session.known).toBe(true)
  expect(asked).toEqual(['/api/me'])
})

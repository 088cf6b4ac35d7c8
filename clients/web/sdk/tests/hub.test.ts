import { expect, it } from 'vitest'
import { Hub } from '../src/hub'

function hub(answer: unknown) {
  const asked: [string, RequestInit | undefined][] = []
  const one = new Hub({
    fetch: async (address, init) => {
      asked.push([String(address), init])
      return new Response(JSON.stringify(answer), { headers: { 'Live-Epoch': 'e1', 'Live-Seq': '7' } })
    },
  })
  return { hub: one, asked }
}

it('reads a route under its path, with names filled in and lists repeated', async () => {
  const { hub: one, asked } = hub({ ticket: { id: 'a/b' } })
  expect((await one.read('/api/tickets/{ticket}', { ticket: 'a/b' })).cursor).toEqual({ epoch: 'e1', seq: 7 })
  await one.get('/api/tickets', {}, { list: 'unit', state: ['reported', 'working'], q: '', after: null })
  expect(asked.map(([address]) => address)).toEqual(['/api/tickets/a%2Fb', '/api/tickets?list=unit&state=reported&state=working'])
})

it('sends a command with its key', async () => {
  const { hub: one, asked } = hub({})
  await one.post('/api/tickets/{ticket}/start', { ticket: 't1' }, { note: '去了' }, 'key')
  expect(asked[0]).toMatchObject(['/api/tickets/t1/start', { method: 'POST', body: '{"note":"去了"}', headers: { 'Idempotency-Key': 'key' } }])
})

it('keeps and drops a draft, and names it in the command it was for', async () => {
  const { hub: one, asked } = hub({})
  await one.put('/api/desk/drafts/{about}', { about: 't1' }, { version: 0, text: '我来' }, 'k1', { outlives: true })
  await one.delete('/api/desk/drafts/{about}', { about: 't1' }, { version: 1 }, 'k2')
  await one.act('t1', 'notes', { text: '我来' }, 'k3', { draft: 't1' })
  expect(asked.map(([address, init]) => [init?.method, address, init?.keepalive, (init?.headers as Record<string, string>).Draft])).toEqual([
    ['PUT', '/api/desk/drafts/t1', true, undefined],
    ['DELETE', '/api/desk/drafts/t1?version=1', undefined, undefined],
    ['POST', '/api/tickets/t1/notes', undefined, 't1'],
  ])
  expect(asked[1]![1]?.body).toBeUndefined()
})

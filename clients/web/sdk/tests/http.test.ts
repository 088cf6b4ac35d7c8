import { describe, expect, it, vi } from 'vitest'
import { ApiError } from '../src/errors'
import { Http } from '../src/http'
import { IdempotencyKey } from '../src/key'

function http(...answers: (Response | Error)[]) {
  const asked: Request[] = []
  const fetch = vi.fn(async (url: string, init: RequestInit) => {
    asked.push(new Request(new URL(url, 'http://hub.test'), init))
    const next = answers.shift()
    if (next instanceof Error || next === undefined) throw next ?? new Error('asked too often')
    return next
  })
  return { asked, http: new Http({ fetch: fetch as never, wait: async () => undefined, language: () => 'en' }) }
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers })

describe('a query', () => {
  it('brings the place in the log the state was read at', async () => {
    const { http: client, asked } = http(json(200, [1], { 'Live-Epoch': 'e1', 'Live-Seq': '17' }))
    expect(await client.get('/api/tickets', { list: 'mine', q: '', after: null })).toEqual({
      data: [1],
      cursor: { epoch: 'e1', seq: 17 },
    })
    expect(asked[0]!.url).toBe('http://hub.test/api/tickets?list=mine')
    expect(asked[0]!.headers.get('Accept-Language')).toBe('en')
  })

  it('follows the clock of the hub', async () => {
    const { http: client } = http(json(200, {}, { Date: new Date(Date.now() + 3_600_000).toUTCString() }))
    await client.get('/api/me')
    expect(client.clockAhead).toBeGreaterThan(3_590_000)
  })
})

describe('acting for another', () => {
  it('is said where it is possible, and nowhere else', async () => {
    const { http: client, asked } = http(...Array.from({ length: 6 }, () => json(200, {})))
    client.actingFor = 'mother'
    const paths = ['/api/tickets', '/api/tickets/t1', '/api/residences', '/api/me', '/api/family', '/api/ticketsomething']
    for (const path of paths) await client.get(path)
    expect(asked.map((one) => one.headers.get('Acting-For'))).toEqual(['mother', 'mother', 'mother', null, null, null])
  })

  it('holds for a command whatever happens before it is sent again', async () => {
    const { http: client, asked } = http(new Error('cut'), json(201, {}), json(201, {}))
    client.actingFor = 'mother'
    const sent = client.command('/api/tickets', {}, 'k1')
    client.actingFor = ''
    await sent
    await client.command('/api/tickets', {}, 'k2', { actingFor: 'father' })
    expect(asked.map((one) => one.headers.get('Acting-For'))).toEqual(['mother', 'mother', 'father'])
  })
})

describe('a command', () => {
  it('waits as long as a busy hub asks, unless somebody else waits', async () => {
    const waits: number[] = []
    const keys: (string | null)[] = []
    const fetch = async (_: string, init: RequestInit) => {
      keys.push(new Headers(init.headers).get('Idempotency-Key'))
      return keys.length % 2 ? json(503, {}, { 'Retry-After': '4' }) : json(201, {})
    }
    const client = new Http({ fetch: fetch as never, wait: async (milliseconds) => void waits.push(milliseconds) })
    await client.command('/api/tickets', {}, 'k1')
    expect(waits[0]).toBeGreaterThanOrEqual(4000)
    expect(keys).toEqual(['k1', 'k1'])
    await expect(client.command('/api/tickets', {}, 'k2', { patient: false })).rejects.toMatchObject({ later: true, retryAfter: 4 })
  })

  it('keeps its key over every retry', async () => {
    const { http: client, asked } = http(
      new TypeError('network'), json(503, {}), json(409, { code: 'idempotency.in_flight' }, { 'Retry-After': '1' }), json(201, { id: 'x' }),
    )
    expect(await client.command('/api/tickets', { text: 'a' }, 'k1')).toEqual({ id: 'x' })
    expect(asked.map((request) => request.headers.get('Idempotency-Key'))).toEqual(['k1', 'k1', 'k1', 'k1'])
  })

  it('does not repeat what the hub refused', async () => {
    const refusal = { type: 'about:blank', title: 'x', code: 'ticket.stale', detail: '已被他人更新' }
    const { http: client, asked } = http(json(409, refusal))
    const error = await client.command('/api/tickets/1/start', {}, 'k').catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 409, code: 'ticket.stale', message: '已被他人更新', again: false })
    expect(asked).toHaveLength(1)
  })

  it('says after some tries that the hub cannot be reached', async () => {
    const { http: client, asked } = http(...Array.from({ length: 9 }, () => new TypeError('network')))
    await expect(client.command('/api/tickets', {}, 'k')).rejects.toMatchObject({ unreachable: true })
    expect(asked.length).toBe(4)
  })

  it('pressed again after a lost answer is the same command; to another address, or with another body, it is not', async () => {
    const { http: client, asked } = http(json(500, {}), json(500, {}), json(500, {}), json(200, {}))
    const key = new IdempotencyKey()
    await client.command('/api/views', { name: 'a' }, key).catch(() => undefined)
    await client.command('/api/views', { name: 'a' }, key, { method: 'PUT' }).catch(() => undefined)
    await client.command('/api/views', { name: 'b' }, key).catch(() => undefined)
    await client.command('/api/views', { name: 'b' }, key)
    const [post, put, other, again] = asked.map((request) => request.headers.get('Idempotency-Key'))
    expect(new Set([post, put, other]).size).toBe(3)
    expect(again).toBe(other)
  })

  it('understands a refusal that is not JSON', async () => {
    const { http: client } = http(new Response('<html>', { status: 413 }))
    await expect(client.command('/api/photos', {}, 'k')).rejects.toMatchObject({ status: 413, code: 'http.413' })
  })
})

/**
 * A page without a browser: the SDK on Node, told line by line on stdin what to do, telling on stdout what it sees.
 * `tests/contract/live/test_web_sdk.py` plays with it against the real hub. A command is `{"do": …}`, each is answered by
 * `{"saw": "done"}` after whatever it led to at once.
 */

import { createInterface } from 'node:readline'
import { WebSocket as NodeSocket } from 'ws'
import { connect, Http } from '../src'
import type { Cursor, Live, LiveEvent, Presence, PresenceState } from '../src'

interface Entity {
  id: string
  version: number
}

const say = (saw: string, more: object = {}) => process.stdout.write(`${JSON.stringify({ saw, ...more })}\n`)

// --- the browser around it

const target = new EventTarget()
const page = { visibilityState: 'visible', addEventListener: target.addEventListener.bind(target), removeEventListener: target.removeEventListener.bind(target) }
Object.assign(globalThis, { document: page, addEventListener: page.addEventListener, removeEventListener: page.removeEventListener })

/** While it sleeps no timer of the page fires, and none that was due then fires later: it would be a minute late. */
let asleep = false
const timer = globalThis.setTimeout
globalThis.setTimeout = ((action: (...given: unknown[]) => void, wait?: number, ...given: unknown[]) =>
  timer(() => (asleep ? undefined : action(...given)), wait)) as typeof setTimeout

let token = ''
let base = ''

/** The browser sends the cookie and the page's origin by itself. */
class Socket extends NodeSocket {
  constructor(url: string, protocol: string) {
    super(url, protocol, { headers: token === '' ? {} : { Cookie: `shequ_session=${token}`, Origin: base } })
    this.on('error', () => undefined) // a close follows
    say('connecting')
  }
}

const http = (headers: Record<string, string>) =>
  new Http({ base, fetch: (url, init) => fetch(url, { ...init, headers: { ...(init?.headers as object), ...headers } }) })

// --- the page

let live: Live
const followed = new Map<string, { cursor: Cursor | null; close(): void }>()
const shown = new Map<string, Map<string, Entity>>()

function follow(name: string, topics: string[], path: string | null, from: Cursor | null): void {
  const here = new Map<string, Entity>()
  shown.set(name, here)
  const put = (one: Entity) => void ((here.get(one.id)?.version ?? 0) < one.version && here.set(one.id, one))
  const load = async (reason: string) => {
    const { data, cursor } = await http({ Cookie: `shequ_session=${token}` }).get<{ tickets?: Entity[] }>(path!)
    if (reason !== 'first') here.clear()
    data.tickets?.forEach(put)
    say('load', { name, reason, cursor })
    return cursor
  }
  const subscription = live.subscribe(
    topics,
    {
      event: (event: LiveEvent) => {
        const { seq, type, subject, data } = event
        if (type === 'ticket.changed') put((data as { ticket: Entity }).ticket)
        say('event', { name, seq, type, subject, data })
      },
      presence: (message: Presence) => say('presence', { name, who: message.who }),
      refused: (code, _message, gone) => say('refused', { name, code, topics: gone }),
      ...(path !== null && { load }),
    },
    from,
  )
  followed.set(name, subscription)
}

const commands: Record<string, (asked: Record<string, unknown>) => void> = {
  connect({ url, log, as, byTicket }) {
    base = String(url)
    token = byTicket === true ? '' : String(as)
    const ticket = async () =>
      (await http({ Authorization: `Bearer ${String(as)}` }).command<{ ticket: string }>('/api/live-tickets', {}, 'k')).ticket
    live = connect({
      url: `${base}/live`, log: String(log), WebSocket: Socket as never, random: () => 0,
      onError: (error) => say('failed', { error: String(error) }), ...(byTicket === true && { ticket }),
    })
    live.onState((state) => say('state', state))
  },
  follow: ({ name, topics, path, since }) =>
    follow(String(name), topics as string[], (path ?? null) as string | null, (since ?? null) as Cursor | null),
  unfollow: ({ name }) => followed.get(String(name))?.close(),
  presence: ({ topic, state }) => live.presence(String(topic), state as PresenceState),
  signIn: ({ as }) => {
    token = String(as)
    live.reconnect()
  },
  look: ({ name }) => say('look', { cursor: followed.get(String(name))?.cursor, shown: [...shown.get(String(name))!.values()] }),
  sleep: () => {
    asleep = true
    page.visibilityState = 'hidden'
    target.dispatchEvent(new Event('visibilitychange'))
  },
  wake: ({ by }) => {
    asleep = false
    page.visibilityState = 'visible'
    target.dispatchEvent(new Event(String(by)))
  },
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const asked = JSON.parse(line) as Record<string, unknown>
  commands[String(asked.do)]!(asked)
  say('done')
}).on('close', () => process.exit(0))

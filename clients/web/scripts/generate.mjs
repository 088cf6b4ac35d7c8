// Makes sdk/src/generated.ts from the live protocol's document, and sdk/src/generated.http.ts from that of HTTP;
// `python -m hub.document` makes both documents from the hub.
//   node scripts/generate.mjs          writes the files
//   node scripts/generate.mjs --check  only looks, exit 1 when they are not what the documents say
import { readFileSync, writeFileSync } from 'node:fs'
import { compile } from 'json-schema-to-typescript'
import { http } from './generate-http.mjs'

const SOURCE = new URL('../../../docs/protocol/live.asyncapi.json', import.meta.url)
const TARGET = new URL('../sdk/src/generated.ts', import.meta.url)
const BANNER = `/* eslint max-lines: off */
/** The live protocol as the hub describes it. Made by \`npm run generate\`; not edited by hand. */`
const STYLE = { semi: false, singleQuote: true, printWidth: 120, trailingComma: 'all' }
/** Names that would hide one of the language's or the browser's. */
const NAMES = { Error: 'ErrorMessage', Event: 'EventMessage', Presence: 'Announce' }
const RECONNECT = { no: 'never', yes: 'soon', later: 'later' }

const described = JSON.parse(readFileSync(SOURCE, 'utf8'))
const schemas = described.components.schemas

const nameOf = (name) => NAMES[name] ?? name
const target = (reference) => reference.split('/').at(-1)

/** The schemas of these messages, each under its `op`; an event with its data is one of `events`. */
function messages(operation) {
  const found = {}
  for (const { $ref } of described.operations[operation].messages) {
    const { name, payload } = described.components.messages[target($ref)]
    if (payload.$ref !== undefined) found[name] = target(payload.$ref)
  }
  return found
}

/** References and titles as the compiler wants them. */
function renamed(schema) {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === '$ref') return `#/definitions/${nameOf(target(value))}`
    if (key === 'title' && typeof value === 'string') return nameOf(value)
    return value
  })
}

async function types() {
  const definitions = Object.fromEntries(Object.entries(schemas).map(([name, one]) => [nameOf(name), renamed(one)]))
  return compile({ title: 'Unused', type: 'object', properties: {}, definitions }, 'Unused', {
    bannerComment: '', additionalProperties: false, unreachableDefinitions: true, ignoreMinAndMaxItems: true, style: STYLE,
  })
}

/** What a decoder looks at: the fields that always come, with the kind of each. */
function fields(name) {
  const { properties, required = [] } = schemas[name]
  return required.filter((field) => field !== 'op').map((field) => `${field}: '${kind(properties[field])}'`)
}

function kind(schema) {
  if (schema.$ref !== undefined) return 'object'
  if (schema.enum !== undefined) return 'string'
  if (schema.anyOf !== undefined) return schema.anyOf.some((one) => one.type === 'null') ? 'string?' : kind(schema.anyOf[0])
  return schema.type === 'integer' ? 'number' : (schema.type ?? 'any')
}

function unions(client, hub) {
  const union = (of) => Object.values(of).map(nameOf).join(' | ')
  return `export type ClientMessage = ${union(client)}\n\nexport type HubMessage = ${union(hub)}`
}

function tables(hub) {
  const limits = described['x-limits']
  const events = described['x-event-types'].map(({ type, data }) => `  '${type}': ${nameOf(target(data.$ref))}`)
  const codes = described['x-close-codes'].map(
    ({ code, reason, reconnect }) => `  ${code}: { reason: '${reason}', reconnect: '${RECONNECT[reconnect]}' },`,
  )
  return `/** What \`data\` is, by the type of event. */
export interface EventData {
${events.join('\n')}
}

export const SUBPROTOCOL = '${described['x-subprotocol']}'

/** Most topics of one connection. */
export const TOPICS = ${limits.topics}

/** How long an announcement holds, in seconds. */
export const PRESENCE_SECONDS = ${limits.presence_seconds}

/** \`soon\`: with jitter · \`later\`: after a rest · \`never\`: someone must act first (sign in, upgrade). */
export type Reconnect = 'soon' | 'later' | 'never'

export const CLOSE_CODES: Readonly<Record<number, { reason: string; reconnect: Reconnect }>> = {
${codes.join('\n')}
}

export type Kind = 'string' | 'number' | 'array' | 'object' | 'string?' | 'any'

/** The fields each message has; it may have more (a newer hub), never fewer. */
export const FIELDS: Readonly<Record<HubMessage['op'], Readonly<Record<string, Kind>>>> = {
${Object.entries(hub).map(([op, name]) => `  ${op}: { ${fields(name).join(', ')} },`).join('\n')}
}
`
}

const hub = messages('fromHub')
const body = (await types())
  .replace(/( \*\n)? \* This interface was referenced by `Unused`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g, '')
  .replaceAll('/**\n */\n', '')
  .replace(/export interface Unused \{\s*\}\n/, '')
const files = [
  [TARGET, [BANNER, body.trim(), unions(messages('fromClient'), hub), tables(hub)].join('\n\n')],
  [new URL('generated.http.ts', TARGET), await http(schemas, STYLE)],
]

for (const [file, made] of files) {
  if (!process.argv.includes('--check')) writeFileSync(file, made)
  else if (readFileSync(file, 'utf8') !== made) {
    console.error(`${file.pathname} is not what the documents say; run: npm run generate`)
    process.exit(1)
  }
}

// The shapes of HTTP's questions and answers, from the OpenAPI document. What live messages carry too is taken from there.
import { readFileSync } from 'node:fs'
import { compile } from 'json-schema-to-typescript'

const SOURCE = new URL('../../../docs/protocol/http.openapi.json', import.meta.url)
const BANNER = `/* eslint max-lines: off, @typescript-eslint/no-empty-object-type: off */
/** HTTP as the hub describes it. Made by \`npm run generate\`; not edited by hand. */`
/** Names that would hide one of the language's. */
const NAMES = { Promise: 'PromisedTime' }

/** `hub_tickets_types_Position` → `TicketsPosition`: where two structs have one name, the room tells them apart. */
function nameOf(schema) {
  const parts = schema.split('_').filter((part) => part !== 'hub' && part !== 'types')
  const name = parts.map((part) => part[0].toUpperCase() + part.slice(1)).join('')
  return NAMES[name] ?? name
}

/** Names and comments as the compiler wants them. A default is the hub's affair. */
function renamed(schema) {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === '$ref') return `#/definitions/${nameOf(value.split('/').at(-1))}`
    if (key === 'description' && typeof value === 'string') return value.replace(/\s+/g, ' ')
    if (['default', 'examples', 'title'].includes(key) && typeof value !== 'object') return undefined
    return value
  })
}

/** What may stand behind the `?` of a route, under the name of its operation. */
function queries(paths) {
  const found = {}
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    const fields = asked(operation)
    if (fields.length === 0) continue
    found[queryName(operation)] = {
      type: 'object',
      properties: Object.fromEntries(fields.map((one) => [one.name, renamed(one.schema)])),
      required: fields.filter((one) => one.required).map((one) => one.name),
    }
  }
  return found
}

function routes(paths) {
  const lines = { get: [], post: [], put: [], patch: [], delete: [] }
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) lines[method]?.push(`  '${path}': ${route(operation)}`)
  }
  return Object.entries(lines)
    .filter(([, all]) => all.length > 0)
    .map(([method, all]) => `export interface ${method[0].toUpperCase()}${method.slice(1)}Routes {\n${all.join('\n')}\n}`)
    .join('\n\n')
}

const queryName = (operation) => `${operation.operationId.replace(/^Api/, '')}Query`
const asked = (operation) => (operation.parameters ?? []).filter((one) => one.in === 'query')

/** Its answer and, when it takes them, its body and its query. */
function route(operation) {
  const { requestBody, responses } = operation
  const answer = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]
  const body = requestBody?.content['application/json']?.schema
  const takes = [
    `answer: ${named(answer?.content?.['application/json']?.schema)}`,
    ...(body === undefined ? [] : [`body: ${named(body)}`]),
    ...(asked(operation).length > 0 ? [`query: ${queryName(operation)}`] : []),
  ]
  return `{ ${takes.join('; ')} }`
}

function named(schema) {
  if (schema?.$ref !== undefined) return nameOf(schema.$ref.split('/').at(-1))
  return schema?.type === 'array' ? `${named(schema.items)}[]` : 'unknown'
}

/** `live`: the schemas of the live protocol, whose types are made already. */
export async function http(live, style) {
  const { components, paths } = JSON.parse(readFileSync(SOURCE, 'utf8'))
  const definitions = {}
  const shared = []
  for (const [schema, one] of Object.entries(components.schemas)) {
    const name = nameOf(schema)
    const known = live[schema]
    if (known === undefined) {
      definitions[name] = { ...renamed(one), title: name }
      continue
    }
    const fields = (of) => Object.keys(of.properties ?? {}).sort().join()
    if (fields(known) !== fields(one)) throw new Error(`${schema} is one thing live and another over HTTP`)
    shared.push(name)
    definitions[name] = { title: name, type: 'object', properties: {}, 'x-shared': true }
  }
  for (const [name, one] of Object.entries(queries(paths))) definitions[name] = { ...one, title: name }
  const made = await compile({ title: 'Unused', type: 'object', properties: {}, definitions }, 'Unused', {
    bannerComment: '', additionalProperties: false, unreachableDefinitions: true, ignoreMinAndMaxItems: true, style,
  })
  const empty = new RegExp(`export interface (${['Unused', ...shared].join('|')}) \\{\\s*\\}\\n`, 'g')
  const body = made
    .replace(/( \*\n)? \* This interface was referenced by `Unused`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g, '')
    .replaceAll('/**\n */\n', '')
    .replace(empty, '')
  const types = shared.sort().join(', ')
  return [BANNER, `import type { ${types} } from './generated'`, `export type { ${types} }`, body.trim(), routes(paths), ''].join('\n\n')
}

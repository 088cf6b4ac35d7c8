import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '../src/messages/en'
import zh from '../src/messages/zh-CN'

const described = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../docs/protocol/live.asyncapi.json'), 'utf8'))
const { Step, Ticket } = described.components.schemas

describe.each([['zh-CN', zh], ['en', en]])('the words of %s', (_, words) => {
  it.each([
    ['step', Step.properties.kind.enum],
    ['state', Ticket.properties.state.enum],
  ] as const)('name every %s of the hub', (part, kinds) => {
    expect((kinds as string[]).filter((kind) => !(kind in words[part]))).toEqual([])
  })
})

import { createApp, defineComponent, nextTick } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeI18n } from '../../shared/src/i18n'
import { neighbour, useBeside } from '../src/beside'

let rows: { id: string; mine: boolean }[]
let looks: string[]
let answers: Map<string, () => void>

function list() {
  let found!: ReturnType<typeof useBeside<(typeof rows)[number], string>>
  const look = (id: string) => {
    looks.push(id)
    if (id === 'gone') return Promise.reject(new TypeError('the line is gone'))
    return new Promise<string>((resolve) => answers.set(id, () => resolve(`sheet ${id}`)))
  }
  const app = createApp(defineComponent({ setup: () => ((found = useBeside(() => rows, look, 'data-row')), () => null) }))
  app.use(makeI18n({}, {})).mount(document.createElement('div'))
  return found
}

async function opened(open: Promise<void>, id: string): Promise<void> {
  answers.get(id)!()
  await open
}

beforeEach(() => {
  rows = ['a', 'b', 'c'].map((id) => ({ id, mine: true }))
  looks = []
  answers = new Map()
  document.body.innerHTML = rows.map(({ id }) => `<button data-row="${id}"></button>`).join('')
})

describe('a list with what was chosen beside it', () => {
  it('has neighbours, and ends', () => {
    expect([neighbour(rows, 'a', 1), neighbour(rows, 'c', 1), neighbour(rows, 'a', -1), neighbour(rows, '', 1)].map((row) => row?.id)).toEqual(['b', 'c', 'a', 'a'])
    expect(neighbour([], 'a', 1)).toBeUndefined()
  })

  it('is walked without a look; the row has the keyboard, and Enter opens it', async () => {
    const { at, sheet, keys } = list()
    keys.j()
    keys.j()
    await nextTick()
    expect([at.value, looks, document.activeElement?.getAttribute('data-row')]).toEqual(['b', [], 'b'])
    keys.Enter()
    answers.get('b')!()
    await Promise.resolve()
    await nextTick()
    expect([sheet.value, looks]).toEqual(['sheet b', ['b']])
    keys.k()
    expect([at.value, sheet.value]).toEqual(['a', null])
  })

  it('shows the row that was chosen last, whichever answer comes last', async () => {
    const { sheet, open } = list()
    const first = open('a')
    const second = open('b')
    await opened(second, 'b')
    await opened(first, 'a')
    expect(sheet.value).toBe('sheet b')
  })

  it('says why a row does not open', async () => {
    const { sheet, failed, open } = list()
    await opened(open('a'), 'a')
    await open('gone')
    expect([sheet.value, failed.value !== '']).toEqual([null, true])
  })

  it('goes on to the next that is hers, from the top after the last, and says what became of the one before', async () => {
    const { at, sheet, decided, open, advance } = list()
    await opened(open('b'), 'b')
    const on = (gone: string, words: string) =>
      advance(async () => void (rows = rows.filter(({ id }) => id !== gone)), words, ({ mine }) => mine)
    rows[2]!.mine = false
    const next = on('b', 'hidden')
    await nextTick()
    await opened(next, 'a')
    expect([at.value, sheet.value, decided.value]).toEqual(['a', 'sheet a', 'hidden'])
    await on('', 'left as it is')
    expect([at.value, sheet.value, decided.value]).toEqual(['', null, 'left as it is'])
  })
})

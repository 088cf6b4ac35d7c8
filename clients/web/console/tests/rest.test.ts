import { createApp, defineComponent } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeI18n } from '../../shared/src/i18n'
import { useRest } from '../src/rest'

type Page = { items: readonly number[]; next: string | null }
let answer: (page: Page) => void
let refuse: (why: Error) => void
let asked: string[]
let failures: string[]

function list() {
  let found!: ReturnType<typeof useRest<number>>
  const page = (after: string) => {
    asked.push(after)
    return new Promise<Page>((resolve, reject) => ([answer, refuse] = [resolve, reject]))
  }
  const app = createApp(defineComponent({ setup: () => ((found = useRest(page, (why) => failures.push(why))), () => null) }))
  app.use(makeI18n({}, {})).mount(document.createElement('div'))
  return found
}

beforeEach(() => {
  asked = []
  failures = []
})

describe('the rest of a list', () => {
  it('comes page by page', async () => {
    const { rest, next, begin, fetchMore } = list()
    begin('a')
    for (const [items, following] of [[[1, 2], 'b'], [[3], null]] as const) {
      const done = fetchMore()
      answer({ items, next: following })
      await done
    }
    await fetchMore()
    expect([rest.value, next.value, asked]).toEqual([[1, 2, 3], null, ['a', 'b']])
  })

  it('is thrown away when the first page is fetched anew, also what is on its way', async () => {
    const { rest, next, begin, fetchMore } = list()
    begin('a')
    const done = fetchMore()
    begin('a')
    answer({ items: [1], next: 'b' })
    await done
    expect([rest.value, next.value]).toEqual([[], 'a'])
  })

  it('comes once, however often it is asked for', async () => {
    const { rest, begin, fetchMore } = list()
    begin('a')
    const first = fetchMore()
    const answerFirst = answer
    const second = fetchMore()
    answerFirst({ items: [1], next: 'b' })
    answer({ items: [1], next: 'b' })
    await Promise.all([first, second])
    expect(rest.value).toEqual([1])
  })

  it('says why it did not come, and may be asked for again', async () => {
    const { next, begin, fetchMore } = list()
    begin('a')
    const done = fetchMore()
    refuse(new TypeError('the line is gone'))
    await done
    expect([failures.length, next.value]).toEqual([1, 'a'])
  })
})

import { describe, expect, it } from 'vitest'
import type { NoticeHead, NoticeReceipt } from '@shequtong/sdk'
import { byTime, languageName, said, size, unread } from '../src/noticing'

const head = (changes: Partial<NoticeHead> = {}) => ({ id: 'a', state: 'published', edition: 1, asked_edition: 1, published_at: '2026-01-01T00:00:00Z', ...changes }) as NoticeHead
const receipt = (edition: number | null) => ({ notice: 'a', reached_at: null, edition, read_at: null }) as NoticeReceipt

describe('a notice to its reader', () => {
  it('is unread until its asked edition was read', () => {
    expect(unread({ head: head(), receipt: null })).toBe(true)
    expect(unread({ head: head(), receipt: receipt(null) })).toBe(true)
    expect(unread({ head: head(), receipt: receipt(1) })).toBe(false)
    expect(unread({ head: head({ edition: 2 }), receipt: receipt(1) })).toBe(false)
    expect(unread({ head: head({ edition: 2, asked_edition: 2 }), receipt: receipt(1) })).toBe(true)
  })

  it('asks for nothing once it is over', () => {
    expect(unread({ head: head({ state: 'cleared' }), receipt: null })).toBe(false)
  })

  it('speaks the language of its reader, or Chinese', () => {
    const words = { zh: '停水', en: 'Water', ii: '彝' }
    expect([said(words, 'en'), said(words, 'zh-CN'), said(words, 'ii'), said(words, 'fr')]).toEqual(['Water', '停水', '彝', '停水'])
    expect(languageName('not a tag')).toBe('not a tag')
  })

  it('stands by the time it was shown', () => {
    const list = [head(), head({ id: 'b' }), head({ id: 'c', published_at: '2026-02-01T00:00:00Z' })].map((one) => ({ head: one, receipt: null }))
    expect(list.sort(byTime).map((one) => one.head.id)).toEqual(['c', 'b', 'a'])
  })

  it('says sizes as people read them', () => {
    expect([size(10), size(2048), size(3 * 1024 * 1024)]).toEqual(['1 KB', '2 KB', '3.0 MB'])
  })
})

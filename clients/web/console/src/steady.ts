/**
 * Keeps what one reads where it is while rows come and go around it. Before a change the row being read (the chosen
 * one if it is in view, else the first in view) is noted with its place; after it the list is scrolled so that the
 * row stands there again. At the very top, with nothing chosen, new rows may push the list down: that is where one
 * waits for them.
 */

import { nextTick, onBeforeUpdate, onUpdated } from 'vue'
import type { Ref } from 'vue'

export function useSteadyRows(box: Readonly<Ref<HTMLElement | null>>, chosen: () => string | undefined): void {
  let anchor: { id: string; top: number } | null = null

  function row(id: string): HTMLElement | null {
    return box.value?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null
  }

  onBeforeUpdate(() => {
    anchor = null
    const list = box.value
    if (list === null) return
    const { top, bottom } = list.getBoundingClientRect()
    const inView = (one: HTMLElement) => {
      const place = one.getBoundingClientRect()
      return place.bottom > top && place.top < bottom
    }
    const id = chosen()
    const own = id === undefined ? null : row(id)
    const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')]
    const read = own !== null && inView(own) ? own : list.scrollTop > 0 ? rows.find(inView) : undefined
    if (read !== undefined) anchor = { id: read.dataset.row!, top: read.getBoundingClientRect().top }
  })

  onUpdated(() => {
    const before = anchor
    if (before === null) return
    void nextTick(() => {
      const now = row(before.id)
      if (now !== null && box.value !== null) box.value.scrollTop += now.getBoundingClientRect().top - before.top
    })
  })
}

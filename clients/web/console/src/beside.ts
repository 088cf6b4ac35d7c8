/** A list with what was chosen in it beside it: which row, what was read of it, walked by keyboard. */

import { nextTick, ref, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { useTexts } from '@shequtong/shared'

/** The row `by` places after the one with this id, at most the last; from the top when there is no such row. */
export function neighbour<Row extends { id: string }>(rows: readonly Row[], id: string, by: number): Row | undefined {
  const index = rows.findIndex((one) => one.id === id)
  return rows[Math.min(rows.length - 1, Math.max(0, index + by))]
}

/**
 * `look` reads what stands beside a row; `mark` is the attribute that the row's element carries with its id. Walking opens
 * nothing: what stood beside goes, and Enter opens. `failed`: why one did not open; `decided`: what became of the one before.
 */
export function useBeside<Row extends { id: string }, Sheet>(rows: () => readonly Row[], look: (id: string) => Promise<Sheet>, mark: string) {
  const at = ref('')
  const sheet = shallowRef<Sheet | null>(null) as Ref<Sheet | null>
  const failed = ref('')
  const decided = ref('')
  const { error } = useTexts()
  let shown = ''

  async function open(id: string, after = false): Promise<void> {
    at.value = id
    failed.value = ''
    if (!after) decided.value = ''
    try {
      const found = await look(id)
      if (at.value !== id) return
      sheet.value = found
      shown = id
    } catch (cause) {
      if (at.value !== id) return
      sheet.value = null
      failed.value = error(cause)
    }
  }

  /** The row itself has the keyboard: Enter opens it, wherever one pressed before. */
  function focus(id: string): void {
    void nextTick(() => document.querySelector<HTMLElement>(`[${mark}='${id}']`)?.focus())
  }

  function step(by: number): Row | undefined {
    const row = neighbour(rows(), at.value, by)
    if (row === undefined) return undefined
    at.value = row.id
    if (shown !== row.id) sheet.value = null
    focus(row.id)
    return row
  }

  /** What stands beside is decided: said so once the list is fresh, and the following row that is `next` opens by itself;
   * from the top again after the last. */
  async function advance(refresh: () => Promise<void>, words: string, next: (row: Row) => boolean): Promise<void> {
    const was = at.value
    const index = rows().findIndex(({ id }) => id === was)
    const order = [...rows().slice(index + 1), ...rows().slice(0, index)].map(({ id }) => id)
    sheet.value = null
    await refresh()
    decided.value = words
    const left = rows().filter((row) => row.id !== was && next(row)).map(({ id }) => id)
    const following = order.find((id) => left.includes(id)) ?? left[0]
    at.value = ''
    if (following === undefined) return
    focus(following)
    await open(following, true)
  }

  /** For `useKeys`. */
  const keys = {
    j: () => void step(1),
    k: () => void step(-1),
    ArrowDown: () => void step(1),
    ArrowUp: () => void step(-1),
    Enter: () => {
      const id = at.value || rows()[0]?.id
      if (id !== undefined) void open(id)
    },
  }
  return { at, sheet, failed, decided, open, step, advance, keys }
}

/**
 * Keeps what one reads where it is while rows come and go around it. Before a change the row being read (the chosen
 * one if it is in view, else the first in view) is noted with its place; after it the list is scrolled so that the
 * row stands there again. At the very top, with nothing chosen, new rows may push the list down: that is where one
 * waits for them. Pure: rows are of one height, so their places follow from the order.
 */

/** What one sees of a list. Pixels. */
export interface View {
  top: number
  height: number
  row: number
}

/** The row one reads and how far below the upper edge it stands; null: nothing to hold on to. */
export interface Anchor {
  id: string
  below: number
}

export function anchored(ids: readonly string[], chosen: string, { top, height, row }: View): Anchor | null {
  const own = ids.indexOf(chosen)
  const inView = own !== -1 && (own + 1) * row > top && own * row < top + height
  const at = inView ? own : top > 0 ? Math.floor(top / row) : -1
  const id = ids[at]
  return id === undefined ? null : { id, below: at * row - top }
}

/** How far the list must be scrolled for the row to stand where it stood; null: it is gone. */
export function stood(ids: readonly string[], { id, below }: Anchor, row: number): number | null {
  const at = ids.indexOf(id)
  return at === -1 ? null : at * row - below
}

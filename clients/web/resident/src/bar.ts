/**
 * A bar that stays at the bottom of the screen covers nothing: the page ends above it, however high it is (large type,
 * a field that grows), and what is focused scrolls clear of it. `--bar` is its height, read by `app.css`.
 */

import type { Directive } from 'vue'

const observers = new WeakMap<HTMLElement, ResizeObserver>()

export const vBar: Directive<HTMLElement> = {
  mounted(bar) {
    const observer = new ResizeObserver(() => document.documentElement.style.setProperty('--bar', `${bar.offsetHeight}px`))
    observer.observe(bar)
    observers.set(bar, observer)
  },
  unmounted(bar) {
    observers.get(bar)?.disconnect()
    document.documentElement.style.removeProperty('--bar')
  },
}

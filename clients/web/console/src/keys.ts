/** Keys of the console. They act only when nobody is typing; Escape and Ctrl+Enter always. */

import { onMounted, onUnmounted } from 'vue'

export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  function press(event: KeyboardEvent): void {
    const target = event.target as HTMLElement
    const typing = target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]')
    // An open sheet has the keyboard to itself; Escape closes it.
    if (document.querySelector('dialog[open]') !== null) return
    if (target.matches('input[type=radio]') && event.key.startsWith('Arrow')) return
    if (event.isComposing || event.altKey || event.metaKey || (event.ctrlKey && event.key !== 'Enter')) return
    if (typing && event.key !== 'Escape' && !event.ctrlKey) return
    if (event.key === 'Enter' && !event.ctrlKey && target.matches('button, a, summary, label, input')) return
    const name = event.ctrlKey ? `ctrl+${event.key}` : event.key
    const action = keys[name]
    if (action === undefined) return
    event.preventDefault()
    action(event)
  }
  onMounted(() => document.addEventListener('keydown', press))
  onUnmounted(() => document.removeEventListener('keydown', press))
}

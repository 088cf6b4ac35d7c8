/** How the page looks on this device: 长辈版 and dark. Kept here, because it belongs to the reader's eyes. */

import { ref, watch } from 'vue'

const stored = (key: string) => localStorage.getItem(`shequ.${key}`) === 'on'

export const elder = ref(stored('elder'))
export const dark = ref(stored('dark'))

export function applyLook(): void {
  watch(
    [elder, dark],
    () => {
      localStorage.setItem('shequ.elder', elder.value ? 'on' : 'off')
      localStorage.setItem('shequ.dark', dark.value ? 'on' : 'off')
      document.documentElement.toggleAttribute('data-elder', elder.value)
      document.documentElement.dataset.theme = dark.value ? 'dark' : 'light'
    },
    { immediate: true },
  )
}

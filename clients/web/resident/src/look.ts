/**
 * How the page looks: 长辈版 and light or dark. Kept on this device, so that it looks right from the first moment, and with
 * the account, so that it goes along to the next phone. Without a choice it is dark when the phone is.
 */

import { computed, ref, watch } from 'vue'
import { newKey } from '@shequtong/sdk'
import type { Appearance as Look } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'

type Theme = Look['theme']
/** Chosen here, and not with the hub yet. */
const UNSENT = 'shequ.look'
const THEMES: Record<string, Theme> = { on: 'dark', off: 'light' }

const night = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: dark)')
const phoneIsDark = ref(night?.matches ?? false)
night?.addEventListener('change', ({ matches }) => (phoneIsDark.value = matches))

export const elder = ref(localStorage.getItem('shequ.elder') === 'on')
export const theme = ref<Theme>(THEMES[localStorage.getItem('shequ.dark') ?? ''] ?? 'system')
const isDark = computed(() => theme.value === 'dark' || (theme.value === 'system' && phoneIsDark.value))

export function applyLook(): void {
  watch(
    [elder, isDark, theme],
    () => {
      localStorage.setItem('shequ.elder', elder.value ? 'on' : 'off')
      if (theme.value === 'system') localStorage.removeItem('shequ.dark')
      else localStorage.setItem('shequ.dark', theme.value === 'dark' ? 'on' : 'off')
      document.documentElement.toggleAttribute('data-elder', elder.value)
      document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light'
    },
    { immediate: true },
  )
}

/** Somebody pressed a switch. */
export function choose(next: Partial<Look>): void {
  if (next.elder !== undefined) elder.value = next.elder
  if (next.theme !== undefined) theme.value = next.theme
  localStorage.setItem(UNSENT, 'on')
}

/** The account's look on this device, or this device's with the account when it was chosen here since. */
export async function settleLook(look: Look | null): Promise<void> {
  if (localStorage.getItem(UNSENT) !== null) {
    await hub.put('/api/me/look', {}, { elder: elder.value, theme: theme.value }, newKey()).then(
      () => localStorage.removeItem(UNSENT),
      () => undefined, // the next time the page is opened
    )
  } else if (look !== null) {
    elder.value = look.elder
    theme.value = look.theme
  }
}

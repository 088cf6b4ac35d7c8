/** What this device is set to: dark, a sound, notifications. Kept here: it belongs to the eyes and ears at this desk. */

import { ref, watch } from 'vue'
import type { Ref } from 'vue'

function kept(name: string): Ref<boolean> {
  const value = ref(localStorage.getItem(`shequ.${name}`) === 'on')
  watch(value, (on) => localStorage.setItem(`shequ.${name}`, on ? 'on' : 'off'))
  return value
}

export const dark = kept('dark')
export const sound = kept('sound')
export const desktop = kept('desktop')

/** Element Plus reads `html.dark`, our tokens read the theme. */
export function applyLook(): void {
  watch(
    dark,
    (on) => {
      document.documentElement.dataset.theme = on ? 'dark' : 'light'
      document.documentElement.classList.toggle('dark', on)
    },
    { immediate: true },
  )
}

/** Notifications are asked for only when somebody switches them on; false: the browser does not allow them. */
export async function switchDesktop(on: boolean): Promise<boolean> {
  if (!on) desktop.value = false
  else if (!('Notification' in window)) return false
  else desktop.value = (await Notification.requestPermission()) === 'granted'
  return desktop.value === on
}

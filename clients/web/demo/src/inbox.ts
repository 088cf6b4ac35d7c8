/** The demo's inbox, asked for every two seconds while the page is in view. */

import { onMounted, onUnmounted, ref } from 'vue'
import type { DemoMessage } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'

const PERIOD_MS = 2000
const MOST = 50

export function useInbox() {
  const messages = ref<DemoMessage[]>([])
  const failed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false

  async function look(): Promise<void> {
    if (document.visibilityState === 'visible') {
      try {
        const known = new Set(messages.value.map((message) => message.id))
        const fetched = (await hub.demoInbox()).filter((message) => !known.has(message.id))
        messages.value = [...fetched, ...messages.value].sort((a, b) => b.at.localeCompare(a.at)).slice(0, MOST)
        failed.value = false
      } catch {
        failed.value = true
      }
    }
    if (!over) timer = setTimeout(() => void look(), PERIOD_MS)
  }

  onMounted(look)
  onUnmounted(() => {
    over = true
    clearTimeout(timer)
  })
  return { messages, failed }
}

/** What is heard and shown of a ticket that came into one's own queue, or of an emergency: only what was switched on. */

import { watch } from 'vue'
import { useRouter } from 'vue-router'
import type { Ticket } from '@shequtong/sdk'
import { useCategories, useTexts } from '@shequtong/shared'
import { desktop, sound } from './look'
import { useTickets } from './tickets'

let audio: AudioContext | null = null

/** Two soft notes, a third for an emergency. */
function ring(urgent: boolean): void {
  audio ??= new AudioContext()
  const notes = urgent ? [880, 880, 1175] : [660, 880]
  notes.forEach((hertz, at) => {
    const [from, tone, volume] = [audio!.currentTime + at * 0.18, audio!.createOscillator(), audio!.createGain()]
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0.0001, from)
    volume.gain.exponentialRampToValueAtTime(0.2, from + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.17)
    tone.connect(volume).connect(audio!.destination)
    tone.start(from)
    tone.stop(from + 0.18)
  })
}

export function useAlarms(): void {
  const tickets = useTickets()
  const router = useRouter()
  const { byKey } = useCategories()
  const { t, category } = useTexts()

  function notify(ticket: Ticket): void {
    const name = category(byKey.value.get(ticket.category), ticket.category)
    // Who stands behind the clerk reads it too: what and where, not whose words.
    const shown = new Notification(ticket.urgent ? t('alarm.urgent', { category: name }) : t('alarm.title', { category: name }), { body: ticket.place, tag: ticket.id, icon: '/icon.svg' })
    shown.onclick = () => {
      window.focus()
      void router.push(`/mine/${ticket.id}`)
      shown.close()
    }
  }

  watch(
    () => tickets.arrived,
    (ticket) => {
      if (ticket === null) return
      if (sound.value) ring(ticket.urgent === true)
      if (desktop.value && document.hidden && Notification.permission === 'granted') notify(ticket)
    },
  )
}

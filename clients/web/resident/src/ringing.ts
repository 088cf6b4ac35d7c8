/** The sound of an alarm, by choice: kept on this phone. */

import { ref, watch } from 'vue'

const KEY = 'shequ.alarm_sound'
export const ringing = ref(localStorage.getItem(KEY) !== 'off')
watch(ringing, (on) => localStorage.setItem(KEY, on ? 'on' : 'off'))

let audio: AudioContext | null = null

/** Two tones up and down, three times. A browser that has not been touched yet stays silent. */
export function ring(): void {
  if (!ringing.value || typeof AudioContext === 'undefined') return
  try {
    audio ??= new AudioContext()
    for (let at = 0; at < 6; at++) {
      const [from, tone, volume] = [audio.currentTime + at * 0.4, audio.createOscillator(), audio.createGain()]
      tone.frequency.value = at % 2 === 0 ? 740 : 988
      volume.gain.setValueAtTime(0.0001, from)
      volume.gain.exponentialRampToValueAtTime(0.4, from + 0.03)
      volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.38)
      tone.connect(volume).connect(audio.destination)
      tone.start(from)
      tone.stop(from + 0.4)
    }
  } catch {
    // No sound is no reason to show nothing.
  }
  navigator.vibrate?.([400, 200, 400, 200, 400])
}

/** Reading a page aloud, with the phone's own voices. Where there is none for the language, nothing is offered. */

import { computed, onUnmounted, ref } from 'vue'

const synth = typeof speechSynthesis === 'undefined' ? null : speechSynthesis
const voices = ref<SpeechSynthesisVoice[]>(synth?.getVoices() ?? [])
// Android and Chrome tell of them late.
synth?.addEventListener?.('voiceschanged', () => (voices.value = synth.getVoices()))

/** What a person would read of a page: no hidden text, one sentence a block. */
export function wordsOf(page: Element): string {
  const parts: string[] = []
  for (const block of page.querySelectorAll('h1, h2, h3, p, li, label, button, a, dt, dd, small')) {
    if (block.querySelector('p, li, h2, h3, button, a') !== null || block.closest('[aria-hidden=true], dialog:not([open])') !== null) continue
    const text = (block.textContent ?? '').replace(/\s+/g, ' ').trim()
    if (text !== '' && !parts.at(-1)?.includes(text)) parts.push(text)
  }
  return parts.join('。')
}

export function useSpeech(language: () => string) {
  const speaking = ref(false)
  const prefix = () => language().slice(0, 2)
  const voice = computed(() => voices.value.find(({ lang }) => lang.replace('_', '-') === language()) ?? voices.value.find(({ lang }) => lang.startsWith(prefix())))

  function stop(): void {
    synth?.cancel()
    speaking.value = false
  }

  function say(text: string): void {
    if (synth === null || voice.value === undefined) return
    stop()
    const words = new SpeechSynthesisUtterance(text)
    words.voice = voice.value
    words.lang = voice.value.lang
    words.rate = 0.9
    words.onend = words.onerror = () => (speaking.value = false)
    speaking.value = true
    synth.speak(words)
  }

  onUnmounted(stop)
  return { able: computed(() => voice.value !== undefined), speaking, say, stop }
}

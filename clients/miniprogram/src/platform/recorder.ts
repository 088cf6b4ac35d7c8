/** WeChat's recorder, one for the whole app: one recording at a time, a minute at most, as MP3. */

import { onUnmounted, ref } from 'vue'
import { LONGEST } from '@resident/spoken'

/** Speech needs no more; the hub takes MP3 (docs/decisions/0035-mp3.md). */
const ASKED = { duration: LONGEST * 1000, sampleRate: 16_000, numberOfChannels: 1, encodeBitRate: 32_000, format: 'mp3' }

interface Listener {
  began(): void
  ended(file: string, milliseconds: number): void
  failed(why: string): void
}

let listener: Listener | null = null
let manager: UniApp.RecorderManager | null = null

/** What it calls can be set, but not taken away again. */
function recorder(): UniApp.RecorderManager {
  if (manager !== null) return manager
  manager = uni.getRecorderManager()
  manager.onStart(() => listener?.began())
  manager.onStop((given: { tempFilePath: string; duration?: number }) => listener?.ended(given.tempFilePath, given.duration ?? 0))
  manager.onError((why: { errMsg?: string }) => listener?.failed(why.errMsg ?? ''))
  // A call comes in: what was said until then is kept.
  ;(manager as { onInterruptionBegin?(heard: () => void): void }).onInterruptionBegin?.(stopRecording)
  return manager
}

export const canRecord = (): boolean => typeof uni.getRecorderManager === 'function'

export function stopRecording(): void {
  if (listener !== null) manager?.stop()
}

/** `done` gets every recording that has something in it, also when the page is left in the middle of it. */
export function useRecorder(done: (file: string, seconds: number) => void) {
  const state = ref<'off' | 'asking' | 'on'>('off')
  /** How long she has been speaking. */
  const seconds = ref(0)
  /** Why nothing is recorded: the key of a sentence. */
  const refused = ref('')
  let began = 0
  let timer: ReturnType<typeof setInterval> | undefined

  function off(why: string): void {
    clearInterval(timer)
    state.value = 'off'
    refused.value = why
    listener = null
  }

  function start(): void {
    if (listener !== null) return
    state.value = 'asking'
    refused.value = ''
    listener = {
      began: () => {
        began = Date.now()
        seconds.value = 0
        state.value = 'on'
        timer = setInterval(() => (seconds.value = Math.min(LONGEST, Math.floor((Date.now() - began) / 1000))), 200)
      },
      ended: (file, milliseconds) => {
        const length = (milliseconds || Date.now() - began) / 1000
        off(length < 0.5 ? 'speak.short' : '')
        if (length >= 0.5) done(file, Math.max(1, Math.min(LONGEST, Math.round(length))))
      },
      failed: (why) => off(/auth|deny|permission/i.test(why) ? 'speak.mic_refused' : 'speak.mic_missing'),
    }
    recorder().start(ASKED as UniApp.RecorderManagerStartOptions)
  }

  onUnmounted(stopRecording)
  return { state, seconds, refused, start, stop: stopRecording }
}

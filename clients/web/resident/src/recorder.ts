/** The phone's microphone: one recording at a time, a minute at most. What it gives is sent as it is. */

import { onBeforeUnmount, ref } from 'vue'
import { LONGEST } from './spoken'

/** What the hub takes, the smallest first; a phone has at least one of them. */
const KINDS = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4']
/** Bits a second: speech needs no more. */
const RATE = 24_000

/** False in old web-views and on pages without TLS: nothing is offered there. */
export function canRecord(): boolean {
  return typeof MediaRecorder !== 'undefined' && typeof navigator.mediaDevices?.getUserMedia === 'function' && kind() !== undefined
}

const kind = () => KINDS.find((one) => MediaRecorder.isTypeSupported(one))

/** `done` gets every recording that has something in it, also when the page is left in the middle of it. */
export function useRecorder(done: (sound: Blob, seconds: number) => void) {
  const state = ref<'off' | 'asking' | 'on'>('off')
  /** How long she has been speaking. */
  const seconds = ref(0)
  /** Why nothing is recorded: the key of a sentence. */
  const refused = ref('')
  let recorder: MediaRecorder | null = null
  let began = 0
  let timer: ReturnType<typeof setInterval> | undefined
  let left = false

  async function start(): Promise<void> {
    if (state.value !== 'off') return
    state.value = 'asking'
    refused.value = ''
    let stream: MediaStream
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } })
    } catch (cause) {
      state.value = 'off'
      refused.value = cause instanceof DOMException && cause.name === 'NotAllowedError' ? 'speak.mic_refused' : 'speak.mic_missing'
      return
    }
    const release = () => stream.getTracks().forEach((track) => track.stop())
    if (left) return release()
    const parts: Blob[] = []
    const mimeType = kind()!
    recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: RATE })
    recorder.ondataavailable = ({ data }) => parts.push(data)
    recorder.onstop = () => {
      clearInterval(timer)
      release()
      const length = (performance.now() - began) / 1000
      const sound = new Blob(parts, { type: mimeType.split(';')[0]! })
      state.value = 'off'
      recorder = null
      if (length < 0.5 || sound.size === 0) refused.value = 'speak.short'
      else done(sound, Math.max(1, Math.round(length)))
    }
    began = performance.now()
    seconds.value = 0
    state.value = 'on'
    recorder.start(1000)
    timer = setInterval(() => {
      seconds.value = Math.floor((performance.now() - began) / 1000)
      if (seconds.value >= LONGEST) stop()
    }, 200)
  }

  function stop(): void {
    if (recorder !== null && recorder.state !== 'inactive') recorder.stop()
  }

  /** A call comes in, another app is opened: what was said until then is kept. */
  const hidden = () => {
    if (document.visibilityState === 'hidden') stop()
  }
  document.addEventListener('visibilitychange', hidden)
  onBeforeUnmount(() => {
    left = true
    document.removeEventListener('visibilitychange', hidden)
    stop()
  })

  return { state, seconds, refused, start, stop }
}

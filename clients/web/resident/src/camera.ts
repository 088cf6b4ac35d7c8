/** The device's camera as a stream, the side that is wished for; none where there is no camera or no leave. */

import { onUnmounted, ref, shallowRef } from 'vue'

/** Longest side of what is taken, in pixels: what the hub keeps at most. */
const MOST_PIXELS = 2560
const QUALITY = 0.92

export type Side = 'user' | 'environment'
/** away: this browser or page has none; refused: she or the phone said no. */
export type CameraState = 'off' | 'starting' | 'on' | 'away' | 'refused'

export function useCamera() {
  const state = ref<CameraState>('off')
  const stream = shallowRef<MediaStream | null>(null)
  const side = ref<Side>('environment')
  let asked = 0

  function stop(): void {
    asked++
    stream.value?.getTracks().forEach((track) => track.stop())
    stream.value = null
    if (state.value === 'on' || state.value === 'starting') state.value = 'off'
  }

  async function start(wished: Side = side.value): Promise<void> {
    stop()
    side.value = wished
    const devices = navigator.mediaDevices as MediaDevices | undefined
    if (devices === undefined) return void (state.value = 'away')
    const mine = ++asked
    state.value = 'starting'
    try {
      const found = await devices.getUserMedia({
        audio: false, video: { facingMode: { ideal: wished }, width: { ideal: 1920 }, height: { ideal: 1440 } },
      })
      if (mine !== asked) return found.getTracks().forEach((track) => track.stop())
      stream.value = found
      state.value = 'on'
    } catch (cause) {
      if (mine !== asked) return
      const refused = cause instanceof DOMException && cause.name === 'NotAllowedError'
      state.value = refused ? 'refused' : 'away'
    }
  }

  onUnmounted(stop)
  return { state, stream, side, start, stop, turn: () => start(side.value === 'user' ? 'environment' : 'user') }
}

/** What the camera sees now, as a JPEG; never mirrored, or the newspaper could not be read. */
export async function shot(video: HTMLVideoElement): Promise<Blob | null> {
  const share = Math.min(1, MOST_PIXELS / Math.max(video.videoWidth, video.videoHeight, 1))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(video.videoWidth * share)
  canvas.height = Math.round(video.videoHeight * share)
  if (canvas.width === 0) return null
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height)
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
}

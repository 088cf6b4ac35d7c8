/** Photos and what was said: as files of the phone, and to the hub as they are. */

import { ApiError, fromAnswer, newKey, UNREACHABLE } from '@shequtong/sdk'
import type { Photo, Voice } from '@shequtong/sdk'

export type Source = 'camera' | 'album'

/** Up to `most` files; none when she thought better of it. `front`: the camera that looks at her. */
export function choosePhotos(most: number, sources: Source[], front = false): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const fail = ({ errMsg = '' }: { errMsg?: string }) => (/cancel/.test(errMsg) ? resolve([]) : reject(new Error(errMsg)))
    if (typeof uni.chooseMedia === 'function') {
      uni.chooseMedia({
        count: most, mediaType: ['image'], sourceType: sources, sizeType: ['original'], camera: front ? 'front' : 'back',
        success: ({ tempFiles }) => resolve(tempFiles.map((file) => file.tempFilePath)), fail,
      })
    } else {
      uni.chooseImage({ count: most, sourceType: sources, success: ({ tempFilePaths }) => resolve([...tempFilePaths]), fail })
    }
  })
}

/** `progress` is told the share sent, 0 to 1. */
export function sendPhoto(
  base: string, path: string, headers: Record<string, string>, progress: (share: number) => void = () => undefined, key = newKey(),
): Promise<Photo> {
  return new Promise((resolve, reject) => {
    const task = uni.uploadFile({
      url: `${base}/api/photos`, filePath: path, name: 'photo', header: { ...headers, 'Idempotency-Key': key },
      success: ({ statusCode, data }) => {
        if (statusCode >= 200 && statusCode < 300) resolve(JSON.parse(data) as Photo)
        else reject(fromAnswer(statusCode, data, null))
      },
      fail: () => reject(new ApiError(0, UNREACHABLE, '')),
    })
    task?.onProgressUpdate?.((step) => progress(step.progress / 100))
  })
}

/** The hub takes a voice note as the body itself. */
export function sendVoice(base: string, path: string, headers: Record<string, string>, key: string): Promise<Voice> {
  return new Promise((resolve, reject) => {
    const away = () => reject(new ApiError(0, UNREACHABLE, ''))
    uni.getFileSystemManager().readFile({
      filePath: path,
      success: ({ data }) =>
        void uni.request({
          url: `${base}/api/voices`, method: 'POST', data: data as ArrayBuffer, dataType: 'text', responseType: 'text',
          header: { ...headers, 'Content-Type': 'application/octet-stream', 'Idempotency-Key': key },
          success: (answer) => {
            const text = typeof answer.data === 'string' ? answer.data : JSON.stringify(answer.data)
            if (answer.statusCode >= 200 && answer.statusCode < 300) resolve(JSON.parse(text) as Voice)
            else reject(fromAnswer(answer.statusCode, text, null))
          },
          fail: away,
        }),
      fail: away,
    })
  })
}

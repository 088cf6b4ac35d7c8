/**
 * Photos of a report, and what she says in it, from the moment they are taken: on this phone until the hub has them, each sent under a key of its
 * own, so that one that is sent twice is one photo. A closed page or a lost network costs none.
 */

import { newKey } from '@shequtong/sdk'
import type { UploadOptions } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'
import { drop, get, put } from './base'

/** `id`: the hub's, empty until it has the photo. */
export interface Shot {
  key: string
  id: string
  preview_url: string
}

/** What was said; `preview_url` plays it. */
export interface Spoken extends Shot {
  seconds: number
}

export async function keep(file: Blob): Promise<Shot> {
  const key = newKey()
  await put('shots', key, file)
  return { key, id: '', preview_url: URL.createObjectURL(file) }
}

/** Sends one, unless the hub has it; gives the hub's id. */
export async function upload(shot: Shot, progress: (share: number) => void = () => undefined, options: UploadOptions = {}): Promise<string> {
  if (shot.id !== '') return shot.id
  const file = await get<Blob>('shots', shot.key)
  if (file === undefined) throw new Error('it is gone')
  const taken = 'seconds' in shot ? await hub.uploadVoice(file, progress, shot.key, options) : await hub.uploadPhoto(file, progress, shot.key, options)
  shot.id = taken.id
  return taken.id
}

/** Its picture for a page that was opened anew; an address of the last page is worth nothing. */
export async function shown(shot: Shot): Promise<string> {
  const file = await get<Blob>('shots', shot.key)
  return file === undefined ? '' : URL.createObjectURL(file)
}

export async function forget(shots: readonly Shot[]): Promise<void> {
  for (const { key, preview_url } of shots) {
    if (preview_url.startsWith('blob:')) URL.revokeObjectURL(preview_url)
    await drop('shots', key)
  }
}

/** Opens the camera in the same press that opened the page. What is taken waits here for the page. */
export function openCamera(taken: (files: File[]) => void): void {
  const field = document.createElement('input')
  field.type = 'file'
  field.accept = 'image/*'
  field.setAttribute('capture', 'environment')
  field.onchange = () => taken([...(field.files ?? [])])
  field.click()
}

/**
 * Photos of a report, and what she says in it, from the moment they are taken: on this phone until the hub has them, each
 * sent under a key of its own, so that one that is sent twice is one.
 */

import { newKey } from '@shequtong/sdk'
import { uploadPhoto, uploadVoice } from './hub'
import { dropFile, isThere, keepFile } from './platform/files'

/** `id`: the hub's, empty until it has it. `file`: where it lies on the phone. */
export interface Shot {
  key: string
  id: string
  file: string
}

export interface Spoken extends Shot {
  seconds: number
}

export const keepShot = async (taken: string): Promise<Shot> => ({ key: newKey(), id: '', file: await keepFile(taken) })

/** Sends one, unless the hub has it. False: the phone has lost it. */
export async function upload(shot: Shot): Promise<boolean> {
  if (shot.id !== '') return true
  if (!(await isThere(shot.file))) return false
  const { id } = 'seconds' in shot ? await uploadVoice(shot.file, shot.key) : await uploadPhoto(shot.file, undefined, shot.key)
  shot.id = id
  return true
}

export const forget = (shots: readonly Shot[]): void => shots.forEach(({ file }) => dropFile(file))

/** Whether her WeChat signs her in: since when, on, off; live, as she may change it on another phone. */

import { IdempotencyKey } from '@shequtong/sdk'
import { useHeard } from './heard'
import { hub } from './hub'
import { loginCode } from './platform/login'
import { drop, keep, kept } from './platform/storage'

const key = new IdempotencyKey()

export const useWechat = () => useHeard(() => hub.read('/api/me/wechat', {}), 'wechat.changed')

/** As far as this phone knows. */
export const rememberedHere = () => kept('wechat', false)
export const remembersHere = (does: boolean) => (does ? keep('wechat', true) : drop('wechat'))

/** She said: this WeChat is me. A code is good once, so each press is a request of its own. */
export async function remember(): Promise<void> {
  const body = { code: await loginCode() }
  await hub.put('/api/me/wechat', {}, body, key)
  remembersHere(true)
}

export async function unbind(): Promise<void> {
  await hub.delete('/api/me/wechat', {}, {}, key)
  remembersHere(false)
}

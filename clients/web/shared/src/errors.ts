/** A sentence for a person from whatever went wrong. The hub's own are already in the reader's language. */

import { ApiError } from '@shequtong/sdk'

export function sentence(error: unknown, t: (key: string, named?: Record<string, unknown>) => string): string {
  if (!(error instanceof ApiError)) return t('error.unknown', { code: 'page' })
  if (error.unreachable) return t('error.unreachable')
  return error.message !== '' ? error.message : t('error.unknown', { code: error.code })
}

/** The page's one HTTP client; errors come in the reader's language. */

import { Hub } from '@shequtong/sdk'
import { storedLocale } from './i18n'

export const hub = new Hub({ language: storedLocale })

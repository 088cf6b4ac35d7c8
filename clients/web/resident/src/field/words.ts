/** The words of duty come with its pages: a resident's phone does not load them. */

import { useI18n } from 'vue-i18n'
import en from '../locales/field.en'
import zh from '../locales/field.zh-CN'

export function useWords(): void {
  const { mergeLocaleMessage } = useI18n({ useScope: 'global' })
  mergeLocaleMessage('zh-CN', { field: zh })
  mergeLocaleMessage('en', { field: en })
}

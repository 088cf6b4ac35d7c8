/** A day as people say it: 2026年12月20日. */

import { useI18n } from 'vue-i18n'

export function useDays() {
  const { locale } = useI18n()
  return (day: string | null): string =>
    day === null ? '' : new Date(day).toLocaleDateString(locale.value, { timeZone: 'UTC', year: 'numeric', month: 'long', day: 'numeric' })
}

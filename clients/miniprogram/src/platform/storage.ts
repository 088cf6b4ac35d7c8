/** What is kept on the phone, as JSON; what cannot be read is as if it were not there. */

export function kept<T>(name: string, otherwise: T): T {
  try {
    const text: unknown = uni.getStorageSync(`shequ.${name}`)
    return typeof text === 'string' && text !== '' ? (JSON.parse(text) as T) : otherwise
  } catch {
    return otherwise
  }
}

export function keep(name: string, value: unknown): void {
  uni.setStorageSync(`shequ.${name}`, JSON.stringify(value))
}

export function drop(name: string): void {
  uni.removeStorageSync(`shequ.${name}`)
}

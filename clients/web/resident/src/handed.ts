/**
 * What the app around this page hands over in its address, because a web-view shares no storage with it: 长辈版 and the
 * language. Kept like what is chosen here, and taken out of the address.
 */

const KEPT = { elder: ['shequ.elder', ['on', 'off']], locale: ['shequ.locale', ['zh-CN', 'en']] } as const

export function takeHanded(): void {
  const address = new URL(location.href)
  for (const [name, [key, values]] of Object.entries(KEPT)) {
    const value = address.searchParams.get(name)
    if (value === null) continue
    if ((values as readonly string[]).includes(value)) localStorage.setItem(key, value)
    address.searchParams.delete(name)
  }
  if (address.href !== location.href) history.replaceState(history.state, '', address)
}

takeHanded()

/** Where the phone is, asked only when she presses. Degrees of WGS 84, as the web pages send them. */

import type { Create } from '@shequtong/sdk'

export type Position = NonNullable<Create['position']>

export const canLocate = (): boolean => typeof uni.getLocation === 'function'

/** Refuses with the key of a sentence. */
export function whereIAm(): Promise<Position> {
  const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
  return new Promise((resolve, reject) => {
    uni.getLocation({
      type: 'wgs84', isHighAccuracy: true, highAccuracyExpireTime: 15_000,
      success: ({ latitude, longitude, accuracy }) =>
        resolve({ lat: round(latitude), lon: round(longitude), metres: Math.min(100_000, Math.round(accuracy)) }),
      fail: ({ errMsg }) => reject(new Error(/auth|deny|permission/i.test(errMsg ?? '') ? 'stand.refused' : 'stand.missing')),
    } as UniApp.GetLocationOptions)
  })
}

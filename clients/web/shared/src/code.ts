/** A QR code as the path of an SVG, one unit a module. Pure; loaded beside the page, for it is only on paper. */

import encodeQR from 'qr'

/** The quiet edge that readers need. Modules. */
const EDGE = 4

export function codeOf(text: string): { size: number; path: string } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: EDGE })
  const path = rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('')
  return { size: rows.length, path }
}

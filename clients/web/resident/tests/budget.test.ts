/** The first page within 200 KB, compressed with gzip: what its HTML names, and what those parts import at once. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const DIST = join(import.meta.dirname, '../../dist/resident')
const BUDGET = 200 * 1024

/** Only where the pages have been built. */
it.runIf(existsSync(join(DIST, 'index.html')))('the first page fits its budget', () => {
  const named = (text: string) => [...text.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((found) => found[1]!)
  const imported = (text: string) => [...text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)].map((found) => `assets/${found[1]}`)
  const first = new Set<string>()
  const take = (name: string) => {
    if (first.has(name)) return
    first.add(name)
    if (name.endsWith('.js')) imported(readFileSync(join(DIST, name), 'utf8')).forEach(take)
  }
  named(readFileSync(join(DIST, 'index.html'), 'utf8')).forEach(take)
  const sizes = [...first].map((name) => [name, gzipSync(readFileSync(join(DIST, name))).length] as const)
  const sum = sizes.reduce((total, [, size]) => total + size, 0)
  expect(sizes.length).toBeGreaterThanOrEqual(3)
  expect(sum, sizes.map(([name, size]) => `${name} ${size}`).join('\n')).toBeLessThanOrEqual(BUDGET)
})

// WeChat takes a main package of 2 MB at most; ours has no other.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const MOST = 2 * 1024 * 1024
const folder = new URL('../dist/build/mp-weixin', import.meta.url).pathname
const sizeOf = (path) => (statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : statSync(path).size)
const size = sizeOf(folder)
console.log(`mp-weixin: ${Math.round(size / 1024)} KiB of ${MOST / 1024}`)
if (size > MOST) {
  console.error('The main package is too large for WeChat.')
  process.exit(1)
}

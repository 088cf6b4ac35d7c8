// Keeps host names out of package-lock.json: npm writes a `funding` address for many packages, and a `resolved`
// address when a machine's own settings ask for it. Neither is needed to install; integrity hashes stay.
//   node scripts/strip-lock.mjs          rewrites the file
//   node scripts/strip-lock.mjs --check  only looks, exit 1 when an address is in it
// Another workspace's lock file may be named behind it.
import { resolve } from 'node:path'
import { readFileSync, writeFileSync } from 'node:fs'

const named = process.argv.slice(2).find((word) => !word.startsWith('--'))
const path = named === undefined ? new URL('../package-lock.json', import.meta.url) : resolve(named)
const before = readFileSync(path, 'utf8')

if (process.argv.includes('--check')) {
  const lines = before.split('\n').flatMap((text, at) => (text.includes('://') ? [`${at + 1}: ${text.trim()}`] : []))
  if (lines.length > 0) {
    console.error(`package-lock.json names hosts; run: npm run strip-lock\n${lines.join('\n')}`)
    process.exit(1)
  }
} else {
  const lock = JSON.parse(before)
  for (const entry of Object.values(lock.packages)) {
    delete entry.funding
    if (typeof entry.resolved === 'string' && entry.resolved.includes('://')) delete entry.resolved
    if (typeof entry.deprecated === 'string' && entry.deprecated.includes('://')) delete entry.deprecated
  }
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
}

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('the generated types are what the documents of the hub say', () => {
  const script = join(import.meta.dirname, '../../scripts/generate.mjs')
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' }), 'npm run generate').not.toThrow()
}, 30_000) // a compiler runs twice, on a machine that may be busy

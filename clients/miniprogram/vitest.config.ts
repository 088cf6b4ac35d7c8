import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: {
      '@shequtong/sdk': at('../web/sdk/src/index.ts'),
      '@shared': at('../web/shared/src'),
      '@resident': at('../web/resident/src'),
    },
  },
  // A busy machine is slow; what hangs is found by the waits of the tests themselves.
  test: { testTimeout: 60_000, environment: 'happy-dom', environmentOptions: { happyDOM: { url: 'http://phone.test/' } }, include: ['tests/**/*.test.ts'] },
})

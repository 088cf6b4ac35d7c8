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
  test: { environment: 'happy-dom', environmentOptions: { happyDOM: { url: 'http://phone.test/' } }, include: ['tests/**/*.test.ts'] },
})

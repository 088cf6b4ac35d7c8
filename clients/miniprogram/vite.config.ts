import { fileURLToPath } from 'node:url'
import uni from '@dcloudio/vite-plugin-uni'
import { defineConfig } from 'vite'
import { tokens } from './scripts/tokens.mjs'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** The plugin is CommonJS. */
const plugin = (uni as unknown as { default?: typeof uni }).default ?? uni

export default defineConfig({
  plugins: [tokens(), plugin()],
  resolve: {
    alias: {
      '@shequtong/sdk': at('../web/sdk/src/index.ts'),
      '@shared': at('../web/shared/src'),
      '@resident': at('../web/resident/src'),
    },
  },
})

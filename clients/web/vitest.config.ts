import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://hub.test/' } },
    include: ['*/tests/**/*.test.ts'],
    server: { deps: { inline: ['vant', 'element-plus'] } },
  },
})

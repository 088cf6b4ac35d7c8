// Builds the four apps into dist/<name>; the hub serves them at the addresses in `base`.
//   node scripts/build.mjs            all
//   node scripts/build.mjs console    one
import { build } from 'vite'
import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { dirname, join } from 'node:path'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const base = { resident: '/', console: '/console/', board: '/board/', demo: '/demo/' }
const wanted = process.argv.slice(2)

for (const [name, path] of Object.entries(base)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  await build({
    configFile: false,
    root: join(root, name),
    base: path,
    publicDir: join(root, 'shared', 'public'),
    logLevel: 'warn',
    plugins: [vue()],
    // vue-i18n and vue ship switches; what a page does not use stays out of its bundle.
    define: {
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    build: {
      outDir: join(root, 'dist', name),
      emptyOutDir: true,
      // The pages' security policy allows no data: scripts or fonts; nothing is inlined.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 900,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  })
  console.log(`built dist/${name}`)
}

/** The console of the staff: three lists, one ticket, every key. */

import '@shequtong/shared/tokens.css'
import '@shequtong/shared/base.css'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-input.css'
import './console.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { makeI18n, startClock, storedLocale } from '@shequtong/shared'
import App from './App.vue'
import zh from './locales/zh-CN'
import { applyLook } from './look'
import { router } from './router'

/** English is a piece of its own: before the page where it was chosen, right after it elsewhere. */
const english = () => import('./locales/en').then((found) => found.default)

async function start(): Promise<void> {
  const chosen = storedLocale() === 'en'
  const i18n = makeI18n(zh, chosen ? await english() : structuredClone(zh))
  applyLook()
  startClock()
  createApp(App).use(createPinia()).use(router).use(i18n).mount('#app')
  if (!chosen) await english().then((en) => i18n.global.mergeLocaleMessage('en', en), () => undefined)
}

void start()

/** The resident's app: report, follow, confirm. On a phone, for everyone up to 100. */

import './handed'
import '@shequtong/shared/tokens.css'
import '@shequtong/shared/base.css'
import 'vant/es/style/base.css'
import 'vant/es/loading/index.css'
import 'vant/es/button/index.css'
import 'vant/es/cell/index.css'
import 'vant/es/field/index.css'
import 'vant/es/switch/index.css'
import './app.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { makeI18n, startClock, through } from '@shequtong/shared'
import App from './App.vue'
import { keeping, watchLine } from './kept'
import en from './locales/en'
import zh from './locales/zh-CN'
import { applyLook } from './look'
import { router } from './router'

applyLook()
through(keeping)
watchLine()
startClock()
createApp(App).use(createPinia()).use(router).use(makeI18n(zh, en)).mount('#app')

// The pages without a network; where there is no service worker (some web-views), only they are missing.
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/sw.js').catch(() => undefined)

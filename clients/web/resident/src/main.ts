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
import { makeI18n, startClock } from '@shequtong/shared'
import App from './App.vue'
import en from './locales/en'
import zh from './locales/zh-CN'
import { applyLook } from './look'
import { router } from './router'

applyLook()
startClock()
createApp(App).use(createPinia()).use(router).use(makeI18n(zh, en)).mount('#app')

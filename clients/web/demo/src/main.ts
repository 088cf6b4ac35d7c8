/** The demo's front door: the three apps, one-press sign-ins, and every message that would have been sent. */

import '@shequtong/shared/tokens.css'
import '@shequtong/shared/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { makeI18n, startClock } from '@shequtong/shared'
import App from './App.vue'
import en from './locales/en'
import zh from './locales/zh-CN'

startClock()
createApp(App).use(createPinia()).use(makeI18n({ demo: zh }, { demo: en })).mount('#app')

/** The console of the staff: three lists, one ticket, every key. */

import '@shequtong/shared/tokens.css'
import '@shequtong/shared/base.css'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-input.css'
import './console.css'
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

/** The board on the wall: an area's counts, live, readable across a room. */

import '@shequtong/shared/tokens.css'
import '@shequtong/shared/base.css'
import './board.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { makeI18n, startClock } from '@shequtong/shared'
import App from './App.vue'
import en from './locales/en'
import zh from './locales/zh-CN'

startClock()
createApp(App).use(createPinia()).use(makeI18n({ board: zh }, { board: en })).mount('#app')

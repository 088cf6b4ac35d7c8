/** The address says which list and which ticket, so that a link can be sent to a colleague. */

import { createRouter, createWebHashHistory } from 'vue-router'
import Desk from './pages/Desk.vue'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/:list(mine|unit|watching)/:id?', component: Desk, props: true },
    { path: '/:rest(.*)', redirect: '/mine' },
  ],
})

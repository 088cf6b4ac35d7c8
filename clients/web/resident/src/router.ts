/** Pages by noun. Hash addresses: the hub serves one file and the back button of a web-view works. */

import { createRouter, createWebHashHistory } from 'vue-router'
import Account from './pages/Account.vue'
import Compose from './pages/Compose.vue'
import Danger from './pages/Danger.vue'
import Home from './pages/Home.vue'
import Mine from './pages/Mine.vue'
import Place from './pages/Place.vue'
import Sent from './pages/Sent.vue'
import Ticket from './pages/Ticket.vue'

/** Pages of staff on duty, in one piece of their own: a resident's phone does not load it. */
const duty = (name: 'Job' | 'OnDuty' | 'Rounds' | 'Visit' | 'Work') => async () => (await import('./field'))[name]
/** Where staff sign in: `Enter` shows it, whatever page is below. */
const Blank = { render: () => null }

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: Home, meta: { tab: 'report' } },
    { path: '/danger/:category?', component: Danger, props: true },
    { path: '/report', component: Compose },
    { path: '/place/:purpose', component: Place, props: true },
    { path: '/sent/:id', component: Sent, props: true },
    { path: '/mine', component: Mine, meta: { tab: 'mine' } },
    { path: '/mine/:id', component: Ticket, props: true },
    { path: '/feedback', component: () => import('./pages/Feedback.vue') },
    { path: '/circle', component: () => import('./pages/Circle.vue') },
    { path: '/pool', component: () => import('./pages/Pool.vue') },
    { path: '/certification', component: () => import('./pages/Certifications.vue') },
    { path: '/certification/family', component: () => import('./pages/AskProxy.vue') },
    { path: '/certification/:id', component: () => import('./pages/Certify.vue'), props: true },
    { path: '/me', component: Account, meta: { tab: 'account' } },
    { path: '/staff', component: Blank },
    { path: '/work', component: duty('Work'), meta: { duty: true, tab: 'work' } },
    { path: '/work/:id', component: duty('Job'), props: true, meta: { duty: true } },
    { path: '/rounds', component: duty('Rounds'), meta: { duty: true, tab: 'rounds' } },
    { path: '/visits/:id', component: duty('Visit'), props: true, meta: { duty: true } },
    { path: '/on-duty', component: duty('OnDuty'), meta: { duty: true, tab: 'on_duty' } },
    { path: '/:rest(.*)', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

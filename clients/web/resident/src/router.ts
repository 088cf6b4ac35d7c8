/** Pages by noun; those of `hers` can be used for another (`acting.ts`). Hash addresses: the hub serves one file and the back button of a web-view works. */

import { createRouter, createWebHashHistory } from 'vue-router'
import Danger from './pages/Danger.vue'
import Home from './pages/Home.vue'

/** Pages of staff on duty, in one piece of their own: a resident's phone does not load it. */
const duty = (name: 'Job' | 'OnDuty' | 'Rounds' | 'Visit' | 'Work') => async () => (await import('./field'))[name]
/** Where staff sign in: `Enter` shows it, whatever page is below. */
const Blank = { render: () => null }

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: Home, meta: { hers: true, tab: 'report' } },
    { path: '/danger/:category?', component: Danger, props: true, meta: { hers: true } },
    { path: '/report', component: () => import('./pages/Compose.vue'), meta: { hers: true } },
    { path: '/report/what', component: () => import('./pages/What.vue'), meta: { hers: true } },
    { path: '/at/:code', component: () => import('./pages/At.vue'), props: true, meta: { hers: true } },
    { path: '/stored', component: () => import('./pages/Stored.vue'), meta: { hers: true } },
    { path: '/estate', component: () => import('./pages/Estate.vue') },
    { path: '/place/:purpose', component: () => import('./pages/Place.vue'), props: true, meta: { hers: true } },
    { path: '/sent/:id', component: () => import('./pages/Sent.vue'), props: true, meta: { hers: true } },
    { path: '/mine', component: () => import('./pages/Mine.vue'), meta: { hers: true, tab: 'mine' } },
    { path: '/mine/:id', component: () => import('./pages/Ticket.vue'), props: true, meta: { hers: true } },
    { path: '/feedback', component: () => import('./pages/Feedback.vue') },
    { path: '/volunteers', component: () => import('./pages/Volunteers.vue') },
    { path: '/partners', component: () => import('./pages/Partners.vue') },
    { path: '/wishes', component: () => import('./pages/Wishes.vue') },
    { path: '/wishes/ask', component: () => import('./pages/AskWish.vue') },
    { path: '/wishes/:id', component: () => import('./pages/Wish.vue'), props: true },
    { path: '/neighbours', component: () => import('./pages/Neighbours.vue') },
    { path: '/neighbours/write', component: () => import('./pages/WritePost.vue') },
    { path: '/neighbours/name', component: () => import('./pages/NeighbourName.vue') },
    { path: '/neighbours/:id', component: () => import('./pages/Post.vue'), props: true },
    { path: '/notices', component: () => import('./pages/Notices.vue') },
    { path: '/notices/groups', component: () => import('./pages/NoticeGroups.vue') },
    { path: '/notices/:id', component: () => import('./pages/Notice.vue'), props: true },
    { path: '/told', component: () => import('./pages/Told.vue'), meta: { tab: 'told' } },
    { path: '/told/settings', component: () => import('./pages/ToldSettings.vue') },
    { path: '/moderated/:id?', component: () => import('./pages/Moderated.vue'), props: true },
    { path: '/circle', component: () => import('./pages/Circle.vue') },
    { path: '/pool', component: () => import('./pages/Pool.vue') },
    { path: '/certification', component: () => import('./pages/Certifications.vue'), meta: { hers: true } },
    { path: '/certification/family', component: () => import('./pages/AskProxy.vue') },
    { path: '/certification/:id', component: () => import('./pages/Certify.vue'), props: true },
    { path: '/me', component: () => import('./pages/Account.vue'), meta: { tab: 'account' } },
    { path: '/visit', component: () => import('./pages/Visits.vue'), meta: { hers: true } },
    { path: '/family', component: () => import('./pages/Family.vue'), meta: { hers: true } },
    { path: '/family/ask', component: () => import('./pages/AskFamily.vue') },
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

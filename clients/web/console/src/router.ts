/** The address says which list and which ticket, so that a link can be sent to a colleague. */

import { createRouter, createWebHashHistory } from 'vue-router'
import { hub, useSession } from '@shequtong/shared'
import Desk from './pages/Desk.vue'
import { mayEnter, PLACES } from './places'

/** Beside the desk; each comes when it is first looked at. */
const PAGES: Record<string, () => Promise<unknown>> = {
  file: () => import('./pages/FileFor.vue'),
  lanes: () => import('./pages/Lanes.vue'),
  units: () => import('./pages/Units.vue'),
  map: () => import('./pages/Map.vue'),
  callbacks: () => import('./pages/CallBacks.vue'),
  rates: () => import('./pages/Rates.vue'),
  joint: () => import('./pages/Joint.vue'),
  repeats: () => import('./pages/Repeats.vue'),
  posts: () => import('./pages/Posts.vue'),
  moderation: () => import('./pages/Moderation.vue'),
  feedback: () => import('./pages/Feedback.vue'),
  volunteers: () => import('./pages/Volunteers.vue'),
  partners: () => import('./pages/Partners.vue'),
  wishes: () => import('./pages/Wishes.vue'),
  settings: () => import('./pages/Settings.vue'),
  certification: () => import('./pages/Certification.vue'),
  notices: () => import('./pages/Notices.vue'),
  approvals: () => import('./pages/Approvals.vue'),
  tools: () => import('./pages/Tools.vue'),
}

/** Where a ticket stands for the reader; the desk, when nowhere. */
async function addressOf(number: number): Promise<string> {
  const lists = ['unit', 'watching'] as const
  const found = await Promise.all(lists.map((list) => hub.tickets({ list, number, limit: 1 }).then(({ data }) => data.tickets, () => [])))
  const at = found.findIndex(({ length }) => length > 0)
  return at < 0 ? '/mine' : `/${lists[at]}/${found[at]![0]!.id}`
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/:list(mine|unit|watching)/:id?', component: Desk, props: true },
    ...PLACES.flatMap(({ name, path }) => {
      const component = PAGES[name]
      return component === undefined ? [] : [{ path: ['settings', 'certification', 'moderation', 'notices'].includes(name) ? `${path}/:part?/:id?` : path, name, component }]
    }),
    // A ticket by the number people say on the phone.
    { path: '/number/:number(\\d+)', component: Desk, beforeEnter: (to) => addressOf(Number(to.params.number)) },
    { path: '/:rest(.*)', redirect: '/mine' },
  ],
})

/** A page that one may not enter leads to the desk. Before it is known who this is, nothing is shown anyway. */
router.beforeEach((to) => {
  const place = PLACES.find(({ name }) => name === to.name)
  const { me } = useSession()
  return place === undefined || me === null || mayEnter(place, me) ? true : '/mine'
})

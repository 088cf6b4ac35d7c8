/** What neighbours write, live: a timeline as fetched, then every change after it. What others write meanwhile waits
 * above until it is asked for, so that nothing moves under the finger. */

import { computed, onUnmounted, ref, shallowReactive, shallowRef, watch } from 'vue'
import type { EventData, FeedArea, FeedPage, Me, Photo, Post } from '@shequtong/sdk'
import { hub, liveFor, useSession, useTexts } from '@shequtong/shared'

const PAGE = 20
type Told = { type: string; data: unknown }

/** Where I read and write; fetched once for a page. */
export function useFeedAreas() {
  const areas = shallowRef<FeedArea[] | null>(null)
  const failure = ref('')
  const { error } = useTexts()
  async function load(): Promise<void> {
    try {
      areas.value = (await hub.get('/api/feed', {})).areas
      failure.value = ''
    } catch (cause) {
      failure.value = error(cause)
    }
  }
  void load()
  return { areas, failure, load }
}

export function useTimeline(area: () => FeedArea | null, asked: () => { topic: string; words: string; mine: boolean }) {
  const session = useSession()
  const { error } = useTexts()
  const byId = shallowReactive(new Map<string, Post>())
  const photos = shallowReactive(new Map<string, Photo>())
  const liked = shallowReactive(new Set<string>())
  /** What is in the list; what came since waits as news. */
  const listed = shallowReactive(new Set<string>())
  const next = ref<string | null>(null)
  const loaded = ref(false)
  const failure = ref('')
  let subscription: { close(): void } | null = null
  let turn = 0

  const mine = (post: Post) => post.author.id === session.me?.id
  const at = (post: Post) => post.shown_at ?? post.created_at
  const all = computed(() => [...byId.values()].sort((a, b) => at(b).localeCompare(at(a)) || b.id.localeCompare(a.id)))
  const posts = computed(() => all.value.filter(({ id }) => listed.has(id)))
  const news = computed(() => all.value.filter(({ id }) => !listed.has(id)).length)

  function take(page: FeedPage): void {
    for (const photo of page.photos) photos.set(photo.id, photo)
    for (const post of page.posts) {
      byId.set(post.id, post)
      listed.add(post.id)
      if (page.liked.includes(post.id)) liked.add(post.id)
      else liked.delete(post.id)
    }
  }

  function page(after: string | null) {
    const { topic, words, mine: own } = asked()
    if (own) return hub.read('/api/posts/mine', {}, { after, limit: PAGE })
    return hub.read('/api/posts', {}, { area: area()!.id, topic: topic || null, q: words || null, after, limit: PAGE })
  }

  async function load() {
    const now = ++turn
    try {
      const { data, cursor } = await page(null)
      if (now !== turn) return cursor
      byId.clear()
      listed.clear()
      take(data)
      next.value = data.next
      failure.value = ''
      loaded.value = true
      return cursor
    } catch (cause) {
      if (now === turn) failure.value = error(cause)
      throw cause
    }
  }

  async function more(): Promise<void> {
    const { data } = await page(next.value)
    take(data)
    next.value = data.next
  }

  function belongs(post: Post): boolean {
    const { topic, words, mine: own } = asked()
    if (own) return mine(post)
    return post.state === 'shown' && post.area === area()?.id && (topic === '' || post.topics.includes(topic)) && words === ''
  }

  function hear({ type, data }: Told): void {
    if (type === 'post.changed') {
      const { post } = data as EventData['post.changed']
      const known = byId.get(post.id)
      if (known === undefined ? !belongs(post) : post.version < known.version) return
      if (belongs(post)) byId.set(post.id, post)
      else byId.delete(post.id)
      // Her own she has just sent: it is there.
      if (known === undefined && mine(post)) listed.add(post.id)
    } else if (type === 'post.gone') {
      const gone = data as EventData['post.gone']
      const known = byId.get(gone.post)
      if (known !== undefined && (gone.deleted || !asked().mine)) byId.delete(gone.post)
    } else if (type === 'post.counted') {
      const { post, likes, comments } = data as EventData['post.counted']
      const known = byId.get(post)
      if (known !== undefined) byId.set(post, { ...known, likes, comments })
    } else if (type === 'post.step') {
      const { post, ticket, version } = data as EventData['post.step']
      const known = byId.get(post)
      if (known !== undefined && version > known.version) byId.set(post, { ...known, ticket, version })
    } else if (type === 'post.liked') {
      const { post, liked: likes } = data as EventData['post.liked']
      if (likes) liked.add(post)
      else liked.delete(post)
    }
  }

  function stop(): void {
    subscription?.close()
    subscription = null
    turn++
  }

  function begin(me: Me, where: FeedArea): void {
    stop()
    loaded.value = false
    subscription = liveFor(me).subscribe([where.topic, `own/${me.id}`], { wants: ({ type }) => type.startsWith('post.'), event: hear, load })
  }

  watch(
    () => [area()?.id, session.me?.id, asked().topic, asked().words, asked().mine].join(' '),
    () => {
      const where = area()
      if (session.me !== null && where !== null) begin(session.me, where)
    },
    { immediate: true },
  )
  onUnmounted(stop)

  /** What came since is shown, with its pictures. */
  const reveal = (): Promise<unknown> => load().catch(() => undefined)

  return { posts, photos, liked, news, next, loaded, failure, more, reveal, mine }
}

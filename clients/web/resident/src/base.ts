/** The phone's own small database: photos until the hub has them, reports that wait for the network, answers to read
 * again without one. Where a browser gives none (some private windows), all is kept for as long as the page is open. */

const NAME = 'shequ'
const STORES = ['shots', 'outbox', 'answers'] as const
export type Store = (typeof STORES)[number]

const memory = new Map<string, unknown>()
let opened: Promise<IDBDatabase | null> | null = null

function open(): Promise<IDBDatabase | null> {
  opened ??= new Promise((resolve) => {
    try {
      const asked = indexedDB.open(NAME, 1)
      asked.onupgradeneeded = () => STORES.forEach((name) => asked.result.createObjectStore(name))
      asked.onsuccess = () => resolve(asked.result)
      asked.onerror = asked.onblocked = () => resolve(null)
    } catch {
      resolve(null)
    }
  })
  return opened
}

async function inside<T>(store: Store, mode: IDBTransactionMode, act: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  const database = await open()
  if (database === null) return undefined
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode)
    const asked = act(transaction.objectStore(store))
    transaction.oncomplete = () => resolve(asked.result)
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('not kept'))
  })
}

/** Resolves when it is on the disk; rejects when there is no room. */
export async function put(store: Store, key: string, value: unknown): Promise<void> {
  if ((await open()) === null) memory.set(`${store}/${key}`, value)
  else await inside(store, 'readwrite', (rows) => rows.put(value, key))
}

export async function get<T>(store: Store, key: string): Promise<T | undefined> {
  if ((await open()) === null) return memory.get(`${store}/${key}`) as T | undefined
  return (await inside(store, 'readonly', (rows) => rows.get(key))) as T | undefined
}

export async function all<T>(store: Store): Promise<T[]> {
  if ((await open()) === null) return [...memory].filter(([key]) => key.startsWith(`${store}/`)).map(([, value]) => value as T)
  return ((await inside(store, 'readonly', (rows) => rows.getAll())) ?? []) as T[]
}

export async function drop(store: Store, key: string): Promise<void> {
  if ((await open()) === null) memory.delete(`${store}/${key}`)
  else await inside(store, 'readwrite', (rows) => rows.delete(key))
}

export async function clear(store: Store): Promise<void> {
  if ((await open()) === null) [...memory.keys()].filter((key) => key.startsWith(`${store}/`)).forEach((key) => memory.delete(key))
  else await inside(store, 'readwrite', (rows) => rows.clear())
}

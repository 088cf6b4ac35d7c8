/**
 * The key of a command: the hub carries out a command once for each key, so a command whose answer got lost is sent again
 * under the key it had, and every other command under a new one.
 */

import { ApiError } from './errors'

/**
 * A key for one command. Works on plain-HTTP pages too, where `crypto.randomUUID` is missing, and in a mini-program, which
 * has no `crypto` at all: a key must be new among one person's, and need not be secret.
 */
export function newKey(): string {
  const bytes = new Uint8Array(16)
  if (typeof crypto === 'object') crypto.getRandomValues(bytes)
  else bytes.forEach((_, at) => (bytes[at] = Math.floor(Math.random() * 256)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A key and the command it stands for; both empty when the outcome of the last one is known. */
export interface KeptKey {
  key: string
  sealed: string
}

/**
 * The key of whatever is sent next: that of the last command, if this is the same command (method, path and body) and
 * nobody knows what became of it; else a new one. `kept` may be stored, so that a closed page costs nothing.
 */
export class IdempotencyKey {
  constructor(private readonly kept: KeptKey = { key: '', sealed: '' }) {}

  /** Runs `send` under the key of `command`. */
  async under<T>(command: string, send: (key: string) => Promise<T>): Promise<T> {
    if (this.kept.key === '' || this.kept.sealed !== command) Object.assign(this.kept, { key: newKey(), sealed: command })
    const { key } = this.kept
    try {
      const answer = await send(key)
      this.forget(key)
      return answer
    } catch (error) {
      if (error instanceof ApiError && error.refused) this.forget(key)
      throw error
    }
  }

  /** Another command may have begun meanwhile: its key stays. */
  private forget(key: string): void {
    if (this.kept.key === key) Object.assign(this.kept, { key: '', sealed: '' })
  }
}

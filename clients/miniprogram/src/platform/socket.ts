/** The SDK's `WebSocket` over `uni.connectSocket`. */

import type { Socket } from '@shequtong/sdk'

const OPEN = 1
const CLOSED = 3

export class UniSocket implements Socket {
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((frame: { data: unknown }) => void) | null = null
  onclose: ((end: { code: number }) => void) | null = null
  private readonly task: UniApp.SocketTask

  constructor(url: string, protocol: string) {
    // With a callback the task is given at once; without one a promise would be.
    this.task = uni.connectSocket({ url, protocols: [protocol], complete: () => undefined })
    this.task.onOpen(() => {
      this.readyState = OPEN
      this.onopen?.()
    })
    this.task.onMessage(({ data }) => this.onmessage?.({ data }))
    this.task.onClose((end: { code?: number }) => this.end(end.code ?? 1006))
    this.task.onError(() => this.end(1006)) // a close does not follow on every phone
  }

  send(text: string): void {
    this.task.send({ data: text, fail: () => this.end(1006) })
  }

  close(code = 1000): void {
    this.task.close({ code })
    this.end(code)
  }

  private end(code: number): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.onclose?.({ code })
  }
}

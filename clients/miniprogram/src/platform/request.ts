/** The SDK's `fetch` over `uni.request`: wx.request in WeChat, XMLHttpRequest in a browser. */

import type { Answer, Fetch } from '@shequtong/sdk'

const TIMEOUT_MS = 30_000

/** `authorization`: the header's value, '' for nobody. `over`: an answer said that the session is over. */
export function requests(authorization: () => string, over: (url: string) => void): Fetch {
  return (url, init) =>
    new Promise<Answer>((resolve, reject) => {
      const who = authorization()
      uni.request({
        url,
        method: (init.method ?? 'GET') as 'GET' | 'POST' | 'PUT' | 'DELETE',
        header: { ...init.headers, ...(who === '' ? {} : { Authorization: who }) },
        ...(init.body === undefined ? {} : { data: init.body }),
        dataType: 'text', // the SDK reads JSON itself
        responseType: 'text',
        timeout: TIMEOUT_MS,
        success: ({ statusCode, header, data }) => {
          if (statusCode === 401) over(url)
          resolve(answer(statusCode, header as Record<string, unknown>, data))
        },
        fail: ({ errMsg }) => reject(new Error(errMsg)),
      })
    })
}

function answer(status: number, header: Record<string, unknown>, data: unknown): Answer {
  // The case of names differs from phone to phone.
  const headers = new Map(Object.entries(header).map(([name, value]) => [name.toLowerCase(), String(value)]))
  const text = typeof data === 'string' ? data : JSON.stringify(data ?? '')
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: (name) => headers.get(name.toLowerCase()) ?? null },
    text: async () => text,
    json: async () => JSON.parse(text) as unknown,
  }
}

/** WeChat's own sign-in: a code that tells the hub, once, which WeChat this is. A browser has none. */

export const canLogin = (): boolean => typeof uni.login === 'function'

export const loginCode = (): Promise<string> =>
  new Promise((resolve, reject) => {
    uni.login({ provider: 'weixin', success: ({ code }) => resolve(code), fail: ({ errMsg }) => reject(new Error(errMsg)) })
  })

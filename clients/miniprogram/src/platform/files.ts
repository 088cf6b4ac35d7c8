/** Files that must outlive the app: what WeChat gives is gone when it is opened anew. */

/** Where it lies from now on; where the phone has no room for it, where it was. */
export function keepFile(path: string): Promise<string> {
  return new Promise((resolve) => {
    if (typeof uni.saveFile !== 'function') return resolve(path)
    uni.saveFile({ tempFilePath: path, success: ({ savedFilePath }) => resolve(savedFilePath), fail: () => resolve(path) })
  })
}

export function dropFile(path: string): void {
  if (typeof uni.removeSavedFile === 'function') uni.removeSavedFile({ filePath: path, fail: () => undefined })
}

/** False only where it is known to be gone. */
export function isThere(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    if (typeof uni.getFileSystemManager !== 'function') return resolve(true)
    uni.getFileSystemManager().access({ path, success: () => resolve(true), fail: () => resolve(false) })
  })
}

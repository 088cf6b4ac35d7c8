/** Seconds of a voice note; the hub takes no more. */
export const LONGEST = 60

/** 0:07 */
export const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** The one thing that the pages' sentences take from the shared workspace: English has the keys of Chinese. */
export type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> }

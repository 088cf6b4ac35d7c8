/** Every page that is no tab has the head with the one way back; those that end something have ways on of their own. */

import { expect, test } from 'vitest'

const sources = import.meta.glob<string>('../src/pages/*.vue', { query: '?raw', import: 'default', eager: true })

test('a page without the way back is a tab, the sign-in or an end', () => {
  const without = Object.entries(sources)
    .filter(([, source]) => !source.includes('<PageHead'))
    .map(([path]) => path.replace(/.*\/(.*)\.vue/, '$1'))
  expect(without.sort()).toEqual(['Account', 'Enter', 'Home', 'Mine', 'Sent', 'Stored', 'Told'])
  for (const end of ['Sent', 'Stored']) expect(sources[`../src/pages/${end}.vue`]).toContain('to="/"')
})

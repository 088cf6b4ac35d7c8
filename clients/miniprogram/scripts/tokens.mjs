// The design tokens of the pages (clients/web/shared/src/tokens.css) for a mini-program, which has no `:root` and no
// attributes on its page: they hang on `page`, and 长辈版 on a class that each page's outermost view carries.
export function forPages(css) {
  return css
    .replace(/:root\[data-theme='dark'\]\s*\{[^}]*\}/, '')
    .replace(/:root\[data-elder\]/g, '.elder')
    .replace(/:root/g, 'page')
    .replace(/\s*color-scheme:[^;]*;/g, '')
}

/**
 * As a plugin of Vite.
 * @returns {import('vite').Plugin}
 */
export function tokens() {
  return {
    name: 'shequtong-tokens',
    enforce: 'pre',
    transform(code, id) {
      return id.split('?')[0].endsWith('shared/src/tokens.css') ? { code: forPages(code), map: null } : null
    },
  }
}

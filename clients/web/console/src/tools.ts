/** What clerks work with beside the tickets: macros, reply templates, saved views; fetched when first needed. */

import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Macro, ReplyTemplate, View } from '@shequtong/sdk'
import { hub } from '@shequtong/shared'

export const useTools = defineStore('tools', () => {
  const macros = shallowRef<readonly Macro[] | null>(null)
  const templates = shallowRef<readonly ReplyTemplate[] | null>(null)
  const views = shallowRef<readonly View[] | null>(null)
  const variables = shallowRef<readonly string[]>([])

  const load = {
    macros: async () => void (macros.value = (await hub.get('/api/desk/macros', {})).macros),
    templates: async () => {
      const found = await hub.get('/api/desk/templates', {})
      variables.value = found.variables
      templates.value = found.templates
    },
    views: async () => void (views.value = (await hub.get('/api/desk/views', {})).views),
  }

  /** Another clerk sits down. */
  function forget(): void {
    macros.value = templates.value = views.value = null
  }

  return { macros, templates, views, variables, load, forget }
})

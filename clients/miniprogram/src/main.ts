import '@shared/tokens.css'
import './app.css'
import { createSSRApp } from 'vue'
import App from './App.vue'

/** Called by uni-app, which makes the app its own way on each platform. */
export function createApp() {
  return { app: createSSRApp(App) }
}

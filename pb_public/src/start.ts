// The app's start: words, session, first paint; then, when the browser has time, the sync engine and the service worker.
import { mount } from 'svelte';
import App from './App.svelte';
import { useAreas } from './i18n/index.ts';
import { keepSyncing } from './state/engine.svelte.ts';
import { session } from './state/session.svelte.ts';

// Not a top-level await: chunks loaded meanwhile may import this one, and would wait for it for ever.
async function begin(): Promise<void> {
  await Promise.all([useAreas('core', 'tablet'), session.load()]);
  mount(App, { target: document.getElementById('app')! });
  keepSyncing();
}

void begin();

// Keeps the sync engine running for whoever is signed in. Engine and service worker come after the first paint: the first
// screen needs neither.
import type { LutongDB } from '../db/db.ts';
import type { Running } from './start.ts';
import { session } from './session.svelte.ts';
import { registerServiceWorker } from './update.svelte.ts';

const idle = (f: () => void) => ('requestIdleCallback' in globalThis ? requestIdleCallback(f, { timeout: 2_000 }) : setTimeout(f, 200));

export function keepSyncing(): void {
  idle(() => void registerServiceWorker());
  let running: Running | null = null;
  $effect.root(() => {
    $effect(() => {
      const db = session.db;
      if (!db) return;
      let over = false;
      idle(
        () =>
          void start(
            db,
            () => over,
            (r) => (running = r),
          ),
      );
      return () => {
        over = true;
        running?.stop();
        running = null;
      };
    });
    $effect(() => {
      if (session.status === 'signedIn') running?.resume();
    });
  });
}

async function start(db: LutongDB, isOver: () => boolean, started: (running: Running) => void): Promise<void> {
  const { startSync } = await import('./start.ts');
  if (!isOver()) started(startSync(db));
}

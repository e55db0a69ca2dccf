// The service worker: the app's shell from a cache, so that it starts with the server dead. It knows nothing of the data and
// never touches IndexedDB.
//
// - A new version is fetched whole and then WAITS until the person accepts it (state/update.svelte.ts).
// - Pages of the app answer with `/`; what is the server's own (api, dashboard, photos, uploads, customers' links) is left alone.
// - A file missing from the cache (browsers do lose single entries) is fetched and put back.
// - Hashed files of earlier versions are kept aside, for tabs that still run them.
import { PrecacheController, type PrecacheEntry } from 'workbox-precaching';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

const SHELL = 'lutong-shell';
const OLD = 'lutong-old';
const OLD_FILES = 300;
const NOT_OURS = ['/api/', '/_/', '/photos/', '/figures/', '/uploads', '/t/'];

const precache = new PrecacheController({ cacheName: SHELL });
precache.addToCacheList(self.__WB_MANIFEST);

self.addEventListener('install', (event) => void precache.install(event));

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      await keepOldFiles();
      await precache.activate(event);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (NOT_OURS.some((p) => url.pathname.startsWith(p))) return;
  if (request.mode === 'navigate') event.respondWith(fromShell('/'));
  else if (precache.getCacheKeyForURL(url.pathname)) event.respondWith(fromShell(url.pathname));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(fromOld(request));
});

async function fromShell(path: string): Promise<Response> {
  const key = precache.getCacheKeyForURL(path);
  const cache = await caches.open(SHELL);
  const cached = key ? await cache.match(key) : undefined;
  if (cached) return cached;
  const answer = await fetch(path, { cache: 'no-cache' });
  if (key && answer.ok && !answer.redirected) await cache.put(key, answer.clone()).catch(() => {});
  return answer;
}

async function fromOld(request: Request): Promise<Response> {
  const cache = await caches.open(OLD);
  return (await cache.match(request)) ?? fetch(request);
}

/** Before the files of the last version are cleared away: those with a hash in their name go aside. */
async function keepOldFiles(): Promise<void> {
  const [shell, old] = await Promise.all([caches.open(SHELL), caches.open(OLD)]);
  const current = new Set(precache.getCachedURLs());
  for (const request of await shell.keys()) {
    if (current.has(request.url) || !new URL(request.url).pathname.startsWith('/assets/')) continue;
    const answer = await shell.match(request);
    if (answer) await old.put(request, answer);
  }
  const kept = await old.keys(); // in the order of their coming
  await Promise.all(kept.slice(0, Math.max(0, kept.length - OLD_FILES)).map((r) => old.delete(r)));
}

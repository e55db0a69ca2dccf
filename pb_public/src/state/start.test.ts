// Everything that wakes a tablet, through the whole of what a browser runs: a server in memory hears a pull, or a push.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { eventAdd } from '../commands/index.ts';
import { LutongDB } from '../db/db.ts';
import { FakeServer } from '../sync/testing/server.ts';
import { startSync, type Running } from './start.ts';
import { sync } from './sync.svelte.ts';
import { TICK } from './wake.ts';

vi.stubGlobal('__APP_VERSION__', 'test');

const JOB = 'job000000000001';
let server: FakeServer;
let db: LutongDB;
let running: Running;
let page: EventTarget;
let doc: EventTarget & { visibilityState: DocumentVisibilityState };
let tick: () => void;
let subscribed: number;
let line: ReadableStreamDefaultController<Uint8Array>;

/** The line for pokes: opened, and then silent until the test writes on it. */
function realtime(init: RequestInit = {}): Response {
  if (init.method === 'POST') {
    subscribed++;
    return new Response(null, { status: 204 });
  }
  const hello = 'event:PB_CONNECT\ndata:{"clientId":"c"}\n\n';
  return new Response(
    new ReadableStream<Uint8Array>({
      start: (c) => {
        line = c;
        c.enqueue(new TextEncoder().encode(hello));
        init.signal?.addEventListener('abort', () => c.error(new Error('aborted')));
      },
    }),
  );
}

beforeEach(async () => {
  subscribed = 0;
  server = new FakeServer();
  server.put('jobs', JOB, { notes: '旧' });
  page = new EventTarget();
  doc = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', doc);
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) =>
    url.startsWith('/api/realtime') ? realtime(init) : server.handle(url, init),
  );
  const interval = vi.spyOn(globalThis, 'setInterval').mockImplementation((f) => {
    tick = f as () => void;
    return 0 as never;
  });
  db = new LutongDB('anna00000000000', { indexedDB: new IDBFactory(), IDBKeyRange });
  await db.open();
  running = startSync(db);
  expect(interval).toHaveBeenCalledWith(expect.anything(), TICK);
  interval.mockRestore();
  await vi.waitFor(() => expect([subscribed, server.queries.length > 0]).toEqual([1, true]), { timeout: 9_000 });
  await quiet();
});
afterEach(() => {
  running.stop();
  db.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const turn = () => new Promise((r) => setTimeout(r));
/** Until nothing has been under way for a while of turns. */
async function quiet(): Promise<void> {
  for (let calm = 0; calm < 25; calm++) {
    if (sync.running) calm = 0;
    await turn();
  }
}
const heard = async (pulls: number) => vi.waitFor(() => expect(server.queries.length).toBeGreaterThan(pulls), { timeout: 20_000 });

for (const [name, wake] of [
  ['focus', () => page.dispatchEvent(new Event('focus'))],
  ['pageshow', () => page.dispatchEvent(new Event('pageshow'))],
  ['visibilitychange', () => doc.dispatchEvent(new Event('visibilitychange'))],
  ['online', () => page.dispatchEvent(new Event('online'))],
  ['a poke', () => line.enqueue(new TextEncoder().encode('event:sync\ndata:{"seq":7}\n\n'))],
  ['a tap on “sync now”', () => sync.now()],
] as const)
  test(`${name} pulls`, async () => {
    server.put('jobs', JOB, { notes: '新' });
    const pulls = server.queries.length;
    wake();
    await heard(pulls);
    await vi.waitFor(async () => expect((await db.jobs.get(JOB))?.notes).toBe('新'), { timeout: 20_000 });
  });

test('a save is pushed without anything else', async () => {
  await eventAdd(db, { job: JOB, kind: 'note', text: '到了' });
  await vi.waitFor(() => expect(server.all('events')).toHaveLength(1), { timeout: 20_000 });
});

test('the timer sends what waits, and pulls when the last success is old', async () => {
  const pulls = server.queries.length;
  tick();
  await quiet();
  expect(server.queries.length).toBe(pulls); // a moment ago, over a line that is alive
  await db.meta.put({ key: 'lastSuccess', value: new Date(Date.now() - 6 * 60_000).toISOString() });
  tick();
  await heard(pulls);
});

test('the timer pulls also when the last success lies ahead: the clock was put back', async () => {
  const pulls = server.queries.length;
  await db.meta.put({ key: 'lastSuccess', value: new Date(Date.now() + 6 * 3_600_000).toISOString() });
  tick();
  await heard(pulls);
});

test('after the end nothing wakes it', async () => {
  running.stop();
  const requests = server.requests.length;
  for (const name of ['focus', 'pageshow', 'online']) page.dispatchEvent(new Event(name));
  doc.dispatchEvent(new Event('visibilitychange'));
  await eventAdd(db, { job: JOB, kind: 'note', text: '到了' });
  await quiet();
  expect(server.requests.length).toBe(requests);
});

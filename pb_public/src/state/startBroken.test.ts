// The chip, and what wakes the drain, when the database could not be opened at the start.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { eventAdd } from '../commands/index.ts';
import { LutongDB } from '../db/db.ts';
import { probe } from '../db/open.ts';
import { FakeServer } from '../sync/testing/server.ts';
import { startSync, type Running } from './start.ts';
import { sync } from './sync.svelte.ts';

vi.stubGlobal('__APP_VERSION__', 'test');

const JOB = 'job000000000001';
let server: FakeServer;
let running: Running;
let db: LutongDB;
let dead: boolean;

beforeEach(() => {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  server = new FakeServer();
  server.put('jobs', JOB, {});
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    if (url.startsWith('/api/realtime')) throw new TypeError('down');
    return server.handle(url, init);
  });
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const factory = new IDBFactory();
  const open = factory.open.bind(factory);
  factory.open = (...args) => {
    if (dead) throw new DOMException('Internal error opening backing store', 'UnknownError');
    return open(...args);
  };
  db = new LutongDB('anna00000000000', { indexedDB: factory, IDBKeyRange });
});
afterEach(() => {
  running.stop();
  db.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('once it answers again, what waits is counted, and a save wakes the drain', async () => {
  dead = true;
  running = startSync(db); // as session.enter does, whatever probe() answered
  await vi.waitFor(() => expect(console.warn).toHaveBeenCalledWith('drain', expect.anything()));
  server.fault = { status: 503, code: 'unavailable' };
  dead = false;
  expect(await probe(db)).toBe(true); // a focus, or a tap on "try again"
  await eventAdd(db, { job: JOB, kind: 'note', text: '到了' });
  await vi.waitFor(() => expect(sync.pending).toBe(1));
  await vi.waitFor(() => expect(server.requests).toContain('push'));
});

// Answers that were still on their way when somebody signed out: nobody who is here now is paused, wiped or signed in by them.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Engine } from '../sync/engine.ts';
import { FakeServer } from '../sync/testing/server.ts';
import { session } from './session.svelte.ts';
import { readSession } from './sessionStore.ts';

const who = (id: string) => ({ id, name: id, role: 'engineer', teams: ['t'], lang: 'zh-CN' });
const good = (id: string) => new Response(JSON.stringify({ token: 'tok-' + id, record: who(id) }));
let answer: (url: string) => Promise<Response>;
beforeEach(() => vi.stubGlobal('fetch', (url: string) => answer(url)));
afterEach(async () => {
  await session.signOut();
  vi.unstubAllGlobals();
});
const A = 'anna00000000000';
const B = 'bert00000000000';

test("anna's revoked device does not take bert's unsent work with it", async () => {
  answer = async () => good(A);
  await session.signIn('a@x', 's');
  // anna's engine as start.ts wires it; its pull hangs on a bad line
  const server = new FakeServer();
  let release!: () => void;
  const gate = new Promise<void>((r) => (release = r));
  let asked!: () => void;
  const reached = new Promise<void>((r) => (asked = r));
  const wiped: Promise<void>[] = [];
  const engine = new Engine({
    db: session.db!,
    token: session.token,
    app: 'x',
    now: Date.now,
    random: () => 0,
    exclusively: (w) => w(),
    tell: () => {},
    onPause: () => void session.pause(),
    onWipe: () => void wiped.push(session.wipe()),
    fetch: async (url, init = {}) => {
      if (!url.includes('/pull')) return server.handle(url, init);
      asked();
      await gate;
      return new Response(JSON.stringify({ status: 403, message: '', data: { code: 'device_revoked' } }), { status: 403 });
    },
  });
  const syncing = engine.wake({ pull: true });
  await reached;
  await session.signOut();
  engine.stop(); // keepSyncing's effect
  answer = async () => good(B);
  await session.signIn('b@x', 's');
  await session.db!.meta.put({ key: 'unsent work of bert', value: 1 });
  release(); // the answer to anna's pull
  await syncing;
  await Promise.all(wiped);
  if (session.status !== 'signedIn') await session.signIn('b@x', 's');
  expect(await session.db!.meta.get('unsent work of bert')).toBeDefined();
});

test('a refresh under way does not sign somebody in again who signed out', async () => {
  answer = async () => good(A);
  await session.signIn('a@x', 's');
  let release!: (r: Response) => void;
  answer = () => new Promise((r) => (release = r));
  const refreshing = session.refresh();
  await session.signOut();
  release(good(A));
  await refreshing;
  expect(session.status).toBe('signedOut');
  expect(await readSession()).toBeUndefined();
});

test('nor does it take the tablet from who signed in meanwhile', async () => {
  answer = async () => good(A);
  await session.signIn('a@x', 's');
  let release!: (r: Response) => void;
  answer = () => new Promise((r) => (release = r));
  const refreshing = session.refresh();
  await session.signOut();
  answer = async () => good(B);
  await session.signIn('b@x', 's');
  release(good(A));
  await refreshing;
  expect(session.user?.id).toBe(B);
});

test("a refusal of anna's token does not pause bert", async () => {
  answer = async () => good(A);
  await session.signIn('a@x', 's');
  let release!: (r: Response) => void;
  answer = () => new Promise((r) => (release = r));
  const refreshing = session.refresh();
  await session.signOut();
  answer = async () => good(B);
  await session.signIn('b@x', 's');
  release(new Response('{}', { status: 401 }));
  await refreshing;
  expect(session.status).toBe('signedIn');
});

test('signing out while the database is being opened leaves nobody signed in', async () => {
  answer = async () => good(A);
  const entering = session.signIn('a@x', 's');
  await vi.waitFor(() => expect(session.db).not.toBeNull(), { interval: 0 }); // enter() is in probe()
  expect(session.user).toBeNull();
  await session.signOut();
  await entering;
  expect([session.status, session.db === null]).toEqual(['signedOut', true]);
});

test('a refusal that comes while somebody signs out does not bring the session back', async () => {
  answer = async () => good(A);
  await session.signIn('a@x', 's');
  const out = session.signOut();
  const paused = session.pause(); // 401 to a request under way
  await Promise.all([out, paused]);
  expect(await readSession()).toBeUndefined();
});

test('a probe under way does not open the database of who signed out', async () => {
  answer = async () => good(A);
  for (let turns = 0; turns < 20; turns++) {
    await session.signIn('a@x', 's');
    const mine = session.db!;
    const out = session.signOut();
    for (let k = 0; k < turns; k++) await Promise.resolve();
    session.probe(); // a focus
    await out;
    await new Promise((r) => setTimeout(r, 5));
    expect(mine.isOpen()).toBe(false);
  }
});

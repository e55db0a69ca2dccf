// The page's side of the search worker.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let made: FakeWorker[];
/** Its file cannot be had: offline, and not in the cache any more. */
let missing: boolean;

class FakeWorker {
  onmessage: ((e: { data: unknown }) => void) | null = null;
  onerror: (() => void) | null = null;
  ops: string[] = [];
  ended = false;
  constructor() {
    made.push(this);
    if (missing) setTimeout(() => this.onerror?.());
  }
  postMessage({ op, n }: { op: string; n: number }) {
    this.ops.push(op);
    if (!missing) setTimeout(() => this.onmessage?.({ data: { n, state: {}, likeArticles: [], result: { total: 0, hits: [] } } }));
  }
  terminate() {
    this.ended = true;
  }
}

const db = { name: 'lutong-a' } as never;
let app: typeof import('./index.ts');
let stop: () => void;

beforeEach(async () => {
  made = [];
  missing = false;
  vi.resetModules();
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('location', { href: 'http://x/', origin: 'http://x' });
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  app = await import('./index.ts');
  vi.useFakeTimers();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('a worker that cannot be loaded is tried again after ever longer pauses, and follows once it can be', async () => {
  missing = true;
  stop = app.followArticles(db);
  await vi.advanceTimersByTimeAsync(500);
  expect(made).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([made.length, made.every((w) => w.ended)]).toEqual([6, true]);
  missing = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([made.length, made.at(-1)!.ops]).toEqual([7, ['follow']]);
});

test('who searches in such a pause does not wait for its end, and the new one is told first what to follow', async () => {
  missing = true;
  stop = app.followArticles(db);
  await vi.advanceTimersByTimeAsync(10_000);
  const before = made.length;
  missing = false;
  const found = app.search({ text: 'AP' });
  await vi.advanceTimersByTimeAsync(10);
  expect((await found).total).toBe(0);
  expect([made.length, made.at(-1)!.ops]).toEqual([before + 1, ['follow', 'search']]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(made).toHaveLength(before + 1);
});

test('one that stops at its work is replaced after a moment', async () => {
  stop = app.followArticles(db);
  await vi.advanceTimersByTimeAsync(100);
  made[0]!.onerror!();
  await vi.advanceTimersByTimeAsync(1_100);
  expect([made[0]!.ended, made[1]!.ops]).toEqual([true, ['follow']]);
});

test('what fits a job is asked for after the worker was told what to follow, as a search is', async () => {
  stop = app.followArticles(db); // find.ts, in the same turn
  void app.likeArticles({} as never);
  await vi.advanceTimersByTimeAsync(50);
  expect(made[0]!.ops).toEqual(['follow', 'likeArticles']);
});

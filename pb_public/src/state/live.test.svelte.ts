import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { flushSync } from 'svelte';
import { blank } from '../domain/fields.ts';
import { live, type Live } from './live.svelte.ts';
import { session } from './session.svelte.ts';

const record = { id: 'live00000000000', name: 'x', role: 'engineer', teams: [] };
beforeEach(async () => {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ token: 't', record })));
  await session.signIn('a@x', 'secret');
});
afterEach(async () => {
  await session.signOut();
  vi.unstubAllGlobals();
});

async function until(done: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !done(); i++) {
    await new Promise((r) => setTimeout(r, 5));
    flushSync();
  }
  expect(done()).toBe(true);
}

test('a query is asked again when its tables change and when the state it reads changes', async () => {
  let status = $state('new');
  let found!: Live<string[]>;
  const end = $effect.root(() => {
    found = live(async (db) => (await db.jobs.where('status').equals(status).toArray()).map((j) => j.title), []);
  });
  flushSync();
  await until(() => found.ready);
  expect(found.value).toEqual([]);
  await session.db!.jobs.put({ ...blank('jobs', 'job000000000001'), title: '一', status: 'new' });
  await until(() => found.value.length === 1);
  status = 'closed';
  await until(() => found.value.length === 0);
  end();
});

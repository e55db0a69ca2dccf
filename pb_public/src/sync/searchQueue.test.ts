import { afterEach, beforeEach, expect, test } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../db/db.ts';
import type { SearchRow } from '../domain/searchLog.ts';
import { tellSearches } from './searchQueue.ts';

const NOW = Date.parse('2026-11-21T08:00:00.000Z');
const row = (id: string, more: Partial<SearchRow> = {}): SearchRow => ({
  ...{ id, query: id, lang: 'zh-CN', day: '2026-11-21', hits: 0, opened: '', position: 0, solved: false, again: false },
  ...{ at: NOW - 3_600_000, done: true, ...more },
});
let db: LutongDB;
let sent: { url: string; init: RequestInit }[];
beforeEach(() => {
  db = new LutongDB('anna00000000000', { indexedDB: new IDBFactory(), IDBKeyRange });
  sent = [];
});
afterEach(() => db.close());

const line = (status: number) => ({
  db,
  token: () => 'token',
  now: () => NOW,
  fetch: (url: string, init: RequestInit = {}) => {
    sent.push({ url, init });
    return status ? Promise.resolve(new Response(JSON.stringify({ data: {} }), { status })) : Promise.reject(new Error('gone'));
  },
});
const kept = async () => (await db.searches.toArray()).map(({ id }) => id);

test('what has settled is told once, without the time of day; what goes on stays', async () => {
  await db.searches.bulkPut([row('a'), row('b', { at: NOW - 1000, done: false })]);
  expect(await tellSearches(line(200))).toBe(1);
  expect(await tellSearches(line(200))).toBe(0);
  expect(await kept()).toEqual(['b']);
  expect(sent).toHaveLength(1);
  const body = JSON.parse(String(sent[0]!.init.body)) as { searches: object[] };
  expect(body.searches).toEqual([
    { id: 'a', query: 'a', lang: 'zh-CN', day: '2026-11-21', hits: 0, opened: '', position: 0, solved: false, again: false },
  ]);
  expect(new Headers(sent[0]!.init.headers).has('X-Device')).toBe(false);
});

test('with the line dead, or the server ill, they wait', async () => {
  await db.searches.put(row('a'));
  for (const status of [0, 500, 401, 429]) await expect(tellSearches(line(status))).rejects.toThrow();
  expect(await kept()).toEqual(['a']);
});

test('what the server cannot use is dropped, and so is what is two weeks old', async () => {
  await db.searches.bulkPut([row('a'), row('old', { at: NOW - 15 * 86_400_000 })]);
  expect(await tellSearches(line(400))).toBe(1);
  expect(await kept()).toEqual([]);
});

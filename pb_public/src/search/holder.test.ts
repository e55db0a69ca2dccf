import { expect, test } from 'vitest';
import articles from '../../../kb/search/testdata/articles.json';
import type { SearchDoc } from './doc.ts';
import { IndexHolder, searchDoc } from './holder.ts';
import { fill, published } from './testing.ts';

const docs: SearchDoc[] = articles;
const queries = ['AP 掉线', 'capwap 5246', '环路', 'rg-ap720-l', 'firewal', 'wuxian diaoxian'];

const fresh = (list: SearchDoc[]) => fill(new IndexHolder(), list);

async function like(holder: IndexHolder, list: SearchDoc[]): Promise<void> {
  expect(holder.size).toBe(list.length);
  for (const text of queries) expect(await holder.search({ text })).toEqual(await fresh(list).search({ text }));
}

const old = docs.map((d): SearchDoc => ({ ...d, body: '旧的 ' + d.body, models: [], symptoms: ['旧'] }));

test('an index that was edited one by one ranks like a fresh one', { timeout: 60_000 }, async () => {
  const holder = fresh(old);
  const now = new Map(old.map((d) => [d.id, d]));
  for (const d of docs) fill(holder, [...now.set(d.id, d).values()]);
  await like(holder, docs);
});

test('so much gone at once that it is made anew', { timeout: 60_000 }, async () => {
  const holder = fresh([...old, ...old.map((d) => ({ ...d, id: d.id + '2' }))]);
  fill(holder, docs);
  await like(holder, docs);
});

test('what did not change is not read again, what has unsent work always is', () => {
  const holder = new IndexHolder();
  const held = new Map<string, number | null>(docs.map((d, i) => [d.id, i]));
  expect(holder.hold(held)).toHaveLength(docs.length);
  holder.take(docs.map(published));
  expect(holder.hold(held)).toEqual([]);
  expect(holder.hold(held.set(docs[3]!.id, null).set(docs[4]!.id, 99))).toEqual([docs[3]!.id, docs[4]!.id]);
});

test('an archived article is held, not found, and found again when it comes back', async () => {
  const holder = fresh(docs);
  const [first] = docs as [SearchDoc];
  holder.hold(new Map(docs.map((d) => [d.id, d === first ? 5 : null])));
  holder.take([{ ...published(first), archived: true }]);
  expect(holder.size).toBe(docs.length - 1);
  const found = async () => (await holder.search({ text: first.title, limit: 100 })).hits.map((h) => h.id);
  expect(await found()).not.toContain(first.id);
  holder.take([published(first)]);
  expect(await found()).toContain(first.id);
});

test('missing fields are empty', async () => {
  const holder = fresh([searchDoc({ id: 'a', title: '无线' })]);
  expect((await holder.search({ text: '无线' })).hits[0]).toMatchObject({ id: 'a', title: '无线', snippet: '' });
});

// What two quick taps, or two tabs, do at once: looked at and written in one transaction.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { blank } from '../domain/fields.ts';
import { applyPages } from '../sync/applyPage.ts';
import { pageOf } from '../sync/testing/pages.ts';
import { articlesEdit } from './articlesEdit.ts';
import { articleUse, figureAdd, mutationRetry } from './index.ts';

const ARTICLE = 'art000000000001';
let db: LutongDB;
beforeEach(async () => {
  db = new LutongDB('anna00000000000', { indexedDB: new IDBFactory(), IDBKeyRange });
  await db.open();
});
afterEach(() => db.close());

test('the same image pasted twice in one go is one image, and no failure', async () => {
  const image = { bytes: new Uint8Array([137, 80, 78, 71]).buffer, mime: 'image/png', width: 1, height: 1 };
  const [one, two] = await Promise.all([figureAdd(db, { article: ARTICLE, image }), figureAdd(db, { article: ARTICLE, image })]);
  expect(one).toBe(two);
  expect(await Promise.all([db.outbox.count(), db.uploads.count(), db.blobs.count()])).toEqual([1, 1, 1]);
});

test('bytes of an image whose record is gone are no image: pasted again it fails aloud, and no text names it', async () => {
  const image = { bytes: new Uint8Array([137, 80, 78, 71]).buffer, mime: 'image/png', width: 1, height: 1 };
  await figureAdd(db, { article: ARTICLE, image });
  await db.figures.clear();
  await expect(figureAdd(db, { article: ARTICLE, image })).rejects.toThrow();
});

test('a refused change that is tried again twice goes once', async () => {
  await write(db, [{ in: 'events', id: 'ev0000000000001', op: 'create', set: { job: 'j', kind: 'note', text: 'x' } }]);
  await db.outbox.toCollection().modify({ state: 'refused', result: { n: 1, status: 'rejected', code: 'x' } });
  await Promise.all([mutationRetry(db, 1), mutationRetry(db, 1)]);
  expect(await db.outbox.where('state').equals('pending').count()).toBe(1);
  expect(await db.outbox.get(1)).toMatchObject({ state: 'acked', retriedAs: 2 });
});

test('reading is noted once', async () => {
  await db.jobs.put(blank('jobs', 'job000000000001'));
  const use = () => articleUse(db, { article: ARTICLE, job: 'job000000000001', kind: 'read' });
  await Promise.all([use(), use()]);
  expect(await db.articleUses.count()).toBe(1);
});

test('M3 articles.edit: a tag that a colleague added since the article was read is not taken away', async () => {
  await db.articles.put({ ...blank('articles', ARTICLE), tags: ['a'] });
  const get = db.articles.get.bind(db.articles);
  let first = true;
  db.articles.get = (async (id: string) => {
    const read = await get(id);
    if (first) {
      first = false; // a page of a pull lands between reading and writing
      await applyPages(db, [pageOf('c', [{ in: 'articles', doc: { ...read!, tags: ['a', 'colleague'] } as never }])], new Date());
    }
    return read;
  }) as never;
  await articlesEdit(db, [ARTICLE], ({ tags }) => ({ tags: [...tags, 'mine'] }));
  expect((await db.outbox.toArray())[0]!.was).toEqual({ tags: ['a'] }); // the server unites: a, colleague, mine
});

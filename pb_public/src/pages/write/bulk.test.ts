import { afterEach, beforeEach, expect, test } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { articlesEdit, articlesUndo } from '../../commands/index.ts';
import { LutongDB } from '../../db/db.ts';
import { blank } from '../../domain/fields.ts';
import type { Article } from '../../domain/records.ts';
import { changeOf, complete, undone } from './bulk.ts';

let db: LutongDB;
beforeEach(async () => {
  db = new LutongDB('anna00000000000', { indexedDB: new IDBFactory(), IDBKeyRange });
  const article = (id: string, more: Partial<Article>) => ({
    ...blank('articles', id),
    title: id,
    confidence: 'validated' as const,
    ...more,
  });
  await db.articles.bulkPut([article('one000000000000', { tags: ['a'] }), article('two000000000000', { tags: ['a', 'wifi'] })]);
});
afterEach(() => db.close());
const tags = async () => (await db.articles.toArray()).map((a) => a.tags);

test('a tag goes on those that lack it; each is a mutation of its own; what is not here is told', async () => {
  const done = await articlesEdit(db, ['one000000000000', 'two000000000000', 'gone00000000000'], changeOf('tag', 'wifi，ap'));
  expect(await tags()).toEqual([
    ['a', 'wifi', 'ap'],
    ['a', 'wifi', 'ap'],
  ]);
  expect([done.changed.length, done.same.length, done.failed]).toEqual([2, 0, [{ id: 'gone00000000000', code: 'missing' }]]);
  expect((await db.outbox.toArray()).map((row) => [row.id, row.was, row.set])).toEqual([
    ['one000000000000', { tags: ['a'] }, { tags: ['a', 'wifi', 'ap'] }],
    ['two000000000000', { tags: ['a', 'wifi'] }, { tags: ['a', 'wifi', 'ap'] }],
  ]);
});

test('undone, what somebody else put in since stays', async () => {
  const done = await articlesEdit(db, ['one000000000000', 'two000000000000'], changeOf('tag', 'wifi'));
  expect(done.same).toEqual(['two000000000000']);
  await db.articles.update('one000000000000', { tags: ['a', 'wifi', 'theirs'] });
  await articlesUndo(db, done);
  expect(await tags()).toEqual([
    ['a', 'theirs'],
    ['a', 'wifi'],
  ]);
});

test('a value that moved on since is not undone', async () => {
  const done = await articlesEdit(db, ['one000000000000'], changeOf('reviewBy', '2027-05-01'));
  await db.articles.update('one000000000000', { reviewBy: '2028-01-01T00:00:00.000Z' });
  expect((await articlesUndo(db, done)).changed).toEqual([]);
  expect((await db.articles.get('one000000000000'))?.reviewBy).toBe('2028-01-01T00:00:00.000Z');
});

test('taking an archiving back does not publish past the reviewer', () => {
  expect(undone({ owner: 'me' }, { confidence: 'validated' }, () => false)).toEqual({ confidence: 'inReview' });
  expect(undone({ owner: 'x' }, { confidence: 'validated' }, () => true)).toEqual({ confidence: 'validated' });
  expect([complete('tag', ' '), complete('archive', ''), complete('owner', 'x')]).toEqual([false, true, true]);
});

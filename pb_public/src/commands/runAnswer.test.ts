import { afterEach, beforeEach, expect, test } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../db/db.ts';
import { blank } from '../domain/fields.ts';
import { applyPages } from '../sync/applyPage.ts';
import { pageOf } from '../sync/testing/pages.ts';
import { runAnswer, runStart } from './index.ts';

const JOB = 'job000000000001';
let db: LutongDB;
let run: string;
beforeEach(async () => {
  db = new LutongDB('anna00000000000', { indexedDB: new IDBFactory(), IDBKeyRange });
  await db.jobs.put(blank('jobs', JOB));
  run = await runStart(db, { job: JOB, template: 'tpl000000000001' });
  await db.outbox.clear();
  await db.shadows.clear();
});
afterEach(() => db.close());

const theirs = { value: '同事的话', note: '', photos: [], by: 'bert00000000000', at: '2026-11-22T00:00:00.000Z' };
const colleague = async (answer: typeof theirs) =>
  applyPages(db, [pageOf('c', [{ in: 'runs', doc: { ...(await db.runs.get(run))!, answers: { c3: answer } } as never }])], new Date());
const wasOfLast = async () => (await db.outbox.toArray()).at(-1)!.was?.['answers.c3'];

test('M3 words typed on an empty item are no edit of the answer a colleague gave meanwhile', async () => {
  await colleague(theirs);
  await runAnswer(db, { run, item: 'c3', answer: { value: '我的话' }, was: { value: null } });
  expect(await wasOfLast()).toBeNull(); // the server sees that both wrote, and sets one aside
});

test('M3 a remark stands on the answer as it is now, whatever came to its other parts', async () => {
  await colleague(theirs);
  await runAnswer(db, { run, item: 'c3', answer: { note: '量了两次' }, was: { note: '' } });
  expect(await wasOfLast()).toEqual(theirs);
});

test('M3 an own edit stands on the own one before it', async () => {
  await runAnswer(db, { run, item: 'c3', answer: { value: '我' }, was: { value: null } });
  const first = (await db.runs.get(run))!.answers['c3'];
  await runAnswer(db, { run, item: 'c3', answer: { value: '我的' }, was: { value: '我' } });
  expect(await wasOfLast()).toEqual(first);
});

test('M3 who wrote the same as the colleague has no quarrel', async () => {
  await colleague(theirs);
  await runAnswer(db, { run, item: 'c3', answer: { value: theirs.value }, was: { value: null } });
  expect(await wasOfLast()).toEqual(theirs);
});

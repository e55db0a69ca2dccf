import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../db/db.ts';
import { blank } from '../domain/fields.ts';
import { keepDraft } from './draft.ts';
import { dropPart, emptyPart, formOf, keepPart, keptPart, NEW, partLine, unfinished } from './partDraft.ts';
import { leftDrafts, recoverDrafts } from './recoverDrafts.ts';

const ME = 'anna00000000000';
const JOB = 'job000000000001';
const PART = 'part00000000001';
const form = { ...emptyPart(), name: '光模块', quantity: '1,5', unit: '只' };

beforeEach(() => {
  const storage = Object.create({
    getItem: (key: string) => (storage as Record<string, string>)[key] ?? null,
    setItem: (key: string, value: string) => void ((storage as Record<string, string>)[key] = value),
    removeItem: (key: string) => void delete (storage as Record<string, string>)[key],
  }) as Storage;
  vi.stubGlobal('localStorage', storage);
});
afterEach(() => vi.unstubAllGlobals());

test('what is typed about a part is found again as it was typed, with what stood there before', () => {
  keepPart(ME, JOB, NEW, { form, base: emptyPart() });
  const base = formOf({ ...blank('parts', PART), name: '跳线', quantity: 3, state: 'needed' });
  keepPart(ME, JOB, PART, { form: { ...base, state: 'used' }, base });
  expect(keptPart(ME, JOB, NEW)).toEqual({ form, base: emptyPart() });
  expect(keptPart(ME, JOB, PART)?.base).toMatchObject({ name: '跳线', quantity: '3', state: 'needed' });
  expect(unfinished(ME, JOB).map(({ part, form: kept }) => [part, partLine(kept)])).toEqual([
    [NEW, '光模块 × 1,5 只'],
    [PART, '跳线 × 3'],
  ]);
  expect(unfinished('bert00000000000', JOB)).toEqual([]);
  expect(unfinished(ME, 'job000000000002')).toEqual([]);
});

test('a form that says what stood there already leaves nothing behind', () => {
  keepPart(ME, JOB, NEW, { form, base: emptyPart() });
  keepPart(ME, JOB, NEW, { form: emptyPart(), base: emptyPart() });
  expect(keptPart(ME, JOB, NEW)).toBeNull();
  keepPart(ME, JOB, NEW, { form, base: emptyPart() });
  dropPart(ME, JOB, NEW);
  expect(unfinished(ME, JOB)).toEqual([]);
});

test('what is no form of ours is passed over', () => {
  keepDraft(ME, `${JOB}/part/${NEW}`, 'nonsense');
  expect(keptPart(ME, JOB, NEW)).toBeNull();
  expect(unfinished(ME, JOB)).toEqual([]);
});

test('a part not noted yet is nothing that could be stored by itself: it waits for the person', async () => {
  const db = new LutongDB(ME, { indexedDB: new IDBFactory(), IDBKeyRange });
  await db.jobs.put({ ...blank('jobs', JOB), title: '一' });
  keepPart(ME, JOB, NEW, { form, base: emptyPart() });
  await recoverDrafts(db);
  expect(await db.outbox.count()).toBe(0);
  expect(leftDrafts(ME).map(({ job, part }) => [job, part])).toEqual([[JOB, 'part/new']]);
  db.close();
});

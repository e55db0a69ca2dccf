import { beforeEach, expect, test } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { blank } from '../domain/fields.ts';
import { needsPerson, ownAsides, refusedPhotos, refusedRows, waiting, waitingPhotos, withdrawnJobs } from './attention.ts';
import { LutongDB, type OutboxRow } from './db.ts';

const ME = 'anna00000000000';
const OTHER = 'berta0000000000';
let db: LutongDB;
beforeEach(() => {
  db = new LutongDB(ME, { indexedDB: new IDBFactory(), IDBKeyRange });
});

const refuse = (n: number, aside: string) =>
  db.outbox.put({
    n,
    in: 'jobs',
    id: 'job000000000001',
    op: 'update',
    at: '',
    state: 'refused',
    job: '',
    result: { n, status: 'rejected', code: 'not_allowed', aside },
  });
const conflict = (id: string, values: object) => db.conflicts.put({ ...blank('conflicts', id), by: ME, ...values });

test('a value set aside counts, and a refused change counts once although it is a case as well', async () => {
  await conflict('case00000000001', { field: 'notes' });
  await refuse(7, 'case00000000002');
  await conflict('case00000000002', { field: '' });
  expect((await ownAsides(db)).map((c) => c.id)).toEqual(['case00000000001']);
  expect(await needsPerson(db)).toBe(2);
});

test('a case that the desk decided waits no longer', async () => {
  await refuse(7, 'case00000000002');
  expect((await refusedRows(db)).map((row) => row.n)).toEqual([7]);
  await conflict('case00000000002', { field: '', resolution: 'theirs' });
  await conflict('case00000000003', { field: 'notes', resolution: 'mine' });
  expect(await needsPerson(db)).toBe(0);
});

test("another's case is not mine", async () => {
  await conflict('case00000000004', { by: OTHER });
  expect(await needsPerson(db)).toBe(0);
});

const upload = (id: string, values: object = {}) =>
  db.uploads.put({
    id,
    job: 'job000000000001',
    sha256: '',
    mime: 'image/jpeg',
    size: 1,
    addedAt: '',
    sent: false,
    tries: 0,
    notBefore: 0,
    uploadUrl: '',
    problem: '',
    ...values,
  });

test('a photo refused for good needs a person and is no longer on its way; nor is one whose record was refused', async () => {
  await upload('photo0000000001');
  await upload('photo0000000002', { problem: 'not_an_image' });
  await upload('photo0000000003');
  await upload('photo0000000004', { sent: true });
  await refuse(7, '');
  await db.outbox.update(7, { in: 'photos', id: 'photo0000000003', op: 'create' });
  expect((await waitingPhotos(db)).map((u) => u.id)).toEqual(['photo0000000001']);
  expect((await refusedPhotos(db)).map((u) => u.id)).toEqual(['photo0000000002']);
  expect(await needsPerson(db)).toBe(2);
});

test('a job handed to somebody else is told from one that is still mine, also while unsent work keeps it here', async () => {
  const [mine, kept, gone] = ['job000000000001', 'job000000000002', 'job000000000003'];
  await db.jobs.bulkPut([blank('jobs', mine!), blank('jobs', kept!)]);
  await db.shadows.put({ in: 'jobs', id: kept!, doc: null, dropped: true });
  expect(await withdrawnJobs(db, [mine!, kept!, gone!])).toEqual(new Set([kept, gone]));
});

test('a photo whose record and bytes both wait is one thing; its caption, written later, is another', async () => {
  const row = (n: number, values: Partial<OutboxRow>) =>
    db.outbox.put({ n, in: 'photos', id: 'photo0000000001', op: 'create', at: '', state: 'pending', job: 'job000000000001', ...values });
  await upload('photo0000000001');
  await upload('figure000000001', { in: 'figures' });
  await upload('photo0000000002'); // its record has arrived
  await row(1, { set: { caption: '机柜' } });
  await row(2, { in: 'figures', id: 'figure000000001' });
  await row(3, { op: 'update', set: { caption: '机柜背面' } });
  await row(4, { id: 'photo0000000003' }); // its bytes have arrived
  await row(5, { in: 'jobs', id: 'photo0000000002', op: 'update' });
  const { rows, photos } = await waiting(db);
  expect(rows.map(({ n }) => n)).toEqual([3, 4, 5]);
  expect(photos.map(({ upload, row }) => [upload.id, row?.n])).toEqual([
    ['figure000000001', 2],
    ['photo0000000001', 1],
    ['photo0000000002', undefined],
  ]);
});

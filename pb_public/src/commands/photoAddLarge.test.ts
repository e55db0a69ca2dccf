import { afterEach, beforeEach, expect, test } from 'vitest';
import { needsPerson } from '../db/attention.ts';
import { loadBundle } from '../pages/sheet/bundle.ts';
import { FakeServer } from '../sync/testing/server.ts';
import { Tablet } from '../sync/testing/tablet.ts';
import { photoAddLarge } from './index.ts';

const JOB = 'job000000000001';
const original = new Uint8Array(90).fill(7).buffer;
const args = { job: JOB, bytes: original, mime: 'image/png', kind: 'before' as const, caption: '机柜' };
let tablet: Tablet;
beforeEach(async () => {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一' });
  server.refuse = (m) => (m.in === 'photos' && Number(m.set?.['bytes']) > 50 ? 'too_large' : null);
  tablet = await Tablet.make(server);
  await tablet.sync();
});
afterEach(() => tablet.close());

test('a smaller one travels, and the original stays until a person has seen it', async () => {
  const { db } = tablet;
  const { id, sent } = await photoAddLarge(db, args, async (bytes) => {
    expect(await db.blobs.count()).toBe(1); // stored before anything is made of it
    return bytes.slice(0, 40);
  });
  await tablet.sync();
  expect(sent?.byteLength).toBe(40);
  const bundle = (await loadBundle(db, JOB))!;
  expect(bundle.photos).toMatchObject([{ id, bytes: 40, mime: 'image/jpeg', caption: '机柜' }]);
  expect(bundle.photoProblems.get(id)).toBeUndefined();
  const kept = bundle.originals.get(id)!;
  expect(kept).toMatchObject({ problem: 'original_kept', size: 90, mime: 'image/png' });
  expect(new Uint8Array((await db.blobs.get(kept.id))!.bytes)).toEqual(new Uint8Array(original));
  expect(await needsPerson(db)).toBe(1);
});

test('where no smaller one can be made, the photo itself is stored once, visible and refused', async () => {
  const { db } = tablet;
  const { id, sent } = await photoAddLarge(db, args, () => Promise.reject(new Error('not a picture')));
  await tablet.sync();
  expect(sent).toBeNull();
  const bundle = (await loadBundle(db, JOB))!;
  expect(bundle.photos).toMatchObject([{ id, bytes: 90 }]);
  expect(bundle.photoProblems.get(id)).toBe('too_large');
  expect([await db.blobs.count(), await needsPerson(db)]).toEqual([1, 1]);
});

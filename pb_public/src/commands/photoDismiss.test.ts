import { afterEach, expect, test } from 'vitest';
import { needsPerson, refusedPhotos, waitingPhotos } from '../db/attention.ts';
import { FakeServer } from '../sync/testing/server.ts';
import { Tablet } from '../sync/testing/tablet.ts';
import { loadBundle } from '../pages/sheet/bundle.ts';
import { photoAdd, photoDismiss } from './index.ts';

const JOB = 'job000000000001';
let tablet: Tablet | undefined;
afterEach(() => tablet?.close());

test('only a photo that cannot be sent is put away, and its record stays', async () => {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一' });
  tablet = await Tablet.make(server);
  await tablet.sync();
  const { db } = tablet;
  const id = await photoAdd(db, { job: JOB, bytes: new ArrayBuffer(8), mime: 'image/png', kind: 'after' });
  await expect(photoDismiss(db, id)).rejects.toMatchObject({ code: 'invalid' });
  expect(await db.blobs.get(id)).toBeDefined();

  await db.uploads.update(id, { problem: 'truncated' });
  expect(await needsPerson(db)).toBe(1);
  await photoDismiss(db, id);
  expect([await needsPerson(db), await db.blobs.get(id), await db.uploads.get(id)]).toEqual([0, undefined, undefined]);
  expect(await db.photos.get(id)).toBeDefined();
  await photoDismiss(db, id); // twice does nothing
});

test('a photo whose record was refused stays with its author until they put it away', async () => {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一' });
  server.refuse = (m) => (m.in === 'photos' ? 'too_large' : null);
  tablet = await Tablet.make(server);
  await tablet.sync();
  const { db } = tablet;
  const id = await photoAdd(db, { job: JOB, bytes: new ArrayBuffer(8), mime: 'image/png', kind: 'after', caption: '机柜' });
  await tablet.sync();

  const bundle = (await loadBundle(db, JOB))!;
  expect(bundle.photos).toMatchObject([{ id, caption: '机柜', state: 'waiting', bytes: 8 }]);
  expect(bundle.photoProblems.get(id)).toBe('too_large');
  expect(await db.blobs.get(id)).toBeDefined();
  expect(await needsPerson(db)).toBe(1);

  await photoDismiss(db, id);
  expect([await needsPerson(db), await db.blobs.get(id), await db.uploads.get(id)]).toEqual([0, undefined, undefined]);
  expect((await loadBundle(db, JOB))!.photos).toEqual([]);
  expect(server.all('conflicts')).toHaveLength(1);
});

test('a photo the dispatcher decided against is not on its way for ever: its author is told, and can save it', async () => {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一' });
  server.refuse = (m) => (m.in === 'photos' ? 'not_on_job' : null);
  tablet = await Tablet.make(server);
  await tablet.sync();
  const { db } = tablet;
  const id = await photoAdd(db, { job: JOB, bytes: new ArrayBuffer(8), mime: 'image/png', kind: 'after' });
  await tablet.sync();
  server.put('conflicts', server.all('conflicts')[0]!.id, { resolution: 'theirs' });
  await tablet.sync();
  expect(await waitingPhotos(db)).toEqual([]);
  expect(await refusedPhotos(db)).toMatchObject([{ id, problem: 'set_aside' }]);
  expect(await db.blobs.get(id)).toBeDefined();
});

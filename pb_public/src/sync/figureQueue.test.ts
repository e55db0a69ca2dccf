// The images of articles on the road of the photos: the same promises, behind the evidence.
import { afterEach, expect, test } from 'vitest';
import { figureAdd, photoAdd } from '../commands/index.ts';
import { waitingPhotos } from '../db/attention.ts';
import type { UploadRow } from '../db/db.ts';
import { figureId } from '../domain/figure.ts';
import { sha256 } from '../domain/sha256.ts';
import { PhotoQueue } from './photoQueue.ts';
import { rewind } from './settle.ts';
import { FakeServer } from './testing/server.ts';
import { Tablet } from './testing/tablet.ts';

const JOB = 'job000000000001';
const ARTICLE = 'article00000001';
const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));

async function start() {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一' });
  server.put('articles', ARTICLE, { title: '一' });
  const tablet = await Tablet.make(server);
  tablets.push(tablet);
  await tablet.sync();
  const sent: UploadRow[] = [];
  const queue = new PhotoQueue({
    db: tablet.db,
    upload: (u) => Promise.resolve(void sent.push(u)),
    now: () => tablet.clock,
    random: () => 0,
    exclusively: (work) => work(),
    onArrived: () => {},
    onPause: () => {},
  });
  return { server, tablet, queue, sent };
}

const image = { bytes: new TextEncoder().encode('a picture').buffer, mime: 'image/jpeg', width: 4, height: 3 };

test('its record first, and evidence before it, however large', async () => {
  const { tablet, queue, sent } = await start();
  const ref = await figureAdd(tablet.db, { article: ARTICLE, image });
  await queue.run();
  expect(sent).toEqual([]);
  const photo = await photoAdd(tablet.db, { job: JOB, bytes: new ArrayBuffer(5000), mime: 'image/png', kind: 'after' });
  expect((await waitingPhotos(tablet.db)).length).toBe(2);
  await tablet.sync();
  await queue.run();
  expect(sent.map((u) => u.id)).toEqual([photo, figureId(ARTICLE, ref)]);
});

test('U1 its bytes leave the queue when a pulled record says stored, and stay on the tablet for reading', async () => {
  const { server, tablet, queue } = await start();
  const ref = await figureAdd(tablet.db, { article: ARTICLE, image });
  const id = figureId(ARTICLE, ref);
  const sha = await sha256(image.bytes);
  await tablet.sync();
  await queue.run();
  server.put('figures', id, { article: ARTICLE, state: 'stored', sha256: 'f'.repeat(64) });
  await tablet.sync();
  expect(await tablet.db.blobs.get(id)).toBeDefined(); // other bytes than ours
  server.put('figures', id, { article: ARTICLE, state: 'stored', sha256: sha });
  await tablet.sync();
  expect(await tablet.db.blobs.count()).toBe(0);
  expect(await tablet.db.uploads.count()).toBe(0);
  expect((await tablet.db.figureFiles.get(`${sha}/view`))?.length).toBe(9);
});

test('refused, it says why and waits for a person', async () => {
  const { server, tablet, queue } = await start();
  const id = figureId(ARTICLE, await figureAdd(tablet.db, { article: ARTICLE, image }));
  await tablet.sync();
  await queue.run();
  server.put('figures', id, { article: ARTICLE, state: 'refused', problem: 'figure_metadata', sha256: await sha256(image.bytes) });
  await tablet.sync();
  expect((await tablet.db.uploads.get(id))?.problem).toBe('figure_metadata');
  expect(await tablet.db.blobs.get(id)).toBeDefined();
});

test('P7 a server back from a backup gets the bytes again', async () => {
  const { tablet, queue } = await start();
  const id = figureId(ARTICLE, await figureAdd(tablet.db, { article: ARTICLE, image }));
  await tablet.sync();
  await queue.run();
  expect((await tablet.db.uploads.get(id))?.sent).toBe(true);
  await rewind(tablet.db, 0);
  expect((await tablet.db.uploads.get(id))?.sent).toBe(false);
});

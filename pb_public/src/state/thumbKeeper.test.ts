import { afterEach, beforeEach, expect, test } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../db/db.ts';
import { blank } from '../domain/fields.ts';
import { Fault } from '../domain/fault.ts';
import type { Photo } from '../domain/records.ts';
import { keepThumbs, type ThumbKeeperOptions } from './thumbKeeper.ts';

let db: LutongDB;
let asked: string[];
let kept: Set<string>;
beforeEach(() => {
  db = new LutongDB('anna00000000000', { indexedDB: new IDBFactory(), IDBKeyRange });
  asked = [];
  kept = new Set();
});
afterEach(() => db.close());

const photo = (id: string, takenAt: string, more: Partial<Photo> = {}) =>
  db.photos.put({ ...blank('photos', id), sha256: id, state: 'stored', takenAt, ...more });

const options = (o: Partial<ThumbKeeperOptions> = {}): ThumbKeeperOptions => ({
  db,
  room: () => Promise.resolve({ usage: 0, quota: 1e9 }),
  has: (p) => Promise.resolve(kept.has(p.id)),
  fetch: async (p) => void (asked.push(p.id), kept.add(p.id)),
  ...o,
});

test('small pictures of what others took come by themselves, the newest first and once', async () => {
  await photo('old', '2026-11-01T08:00:00.000Z');
  await photo('new', '2026-11-21T08:00:00.000Z');
  await photo('waiting', '2026-11-22T08:00:00.000Z', { state: 'waiting' });
  await photo('heic', '2026-11-22T08:00:00.000Z', { problem: 'no_preview' });
  await photo('seen', '2026-11-20T08:00:00.000Z');
  await photo('own', '2026-11-20T09:00:00.000Z');
  kept.add('seen');
  await db.blobs.put({ id: 'own', mime: 'image/jpeg', bytes: new ArrayBuffer(1) } as never);
  await keepThumbs(options());
  await keepThumbs(options());
  expect(asked).toEqual(['new', 'old']);
});

test('it ends when the line is down or the tablet is full, and passes over what is gone', async () => {
  await photo('a', '2026-11-03T08:00:00.000Z');
  await photo('b', '2026-11-02T08:00:00.000Z');
  await photo('c', '2026-11-01T08:00:00.000Z');
  const fails = (code: 'offline' | 'missing') => async (p: Photo) => {
    asked.push(p.id);
    if (p.id === 'b') throw new Fault(code);
  };
  await keepThumbs(options({ room: () => Promise.resolve({ usage: 8, quota: 10 }) }));
  expect(asked).toEqual([]);
  await keepThumbs(options({ fetch: fails('offline') }));
  expect(asked).toEqual(['a', 'b']);
  await keepThumbs(options({ fetch: fails('missing') }));
  expect(asked).toEqual(['a', 'b', 'b', 'c']);
});

test('evidence goes first: nothing is fetched while a photo waits', async () => {
  await photo('a', '2026-11-03T08:00:00.000Z');
  const upload = {
    id: 'p',
    job: 'j',
    sha256: '',
    mime: '',
    size: 1,
    addedAt: '',
    sent: false,
    uploadUrl: '',
    tries: 0,
    notBefore: 0,
    problem: '',
  };
  await db.uploads.put(upload as never);
  await keepThumbs(options());
  expect(asked).toEqual([]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../db/db.ts';
import { Absences } from './absences.ts';
import { photoBlob } from './photo.ts';

const MINUTE = 60_000;
let db: LutongDB;
let asked: string[];
let status: number;
beforeEach(() => {
  db = new LutongDB('anna00000000000', { indexedDB: new IDBFactory(), IDBKeyRange });
  [asked, status] = [[], 404];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return new Response(status === 200 ? 'picture' : '{}', { status });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  db.close();
});

test('a photo the server does not have is asked for again later, and later still', async () => {
  const clock = vi.spyOn(Date, 'now');
  const photo = { id: 'photo0000000001', mime: 'image/jpeg', sha256: 'a', state: 'waiting' as const };
  const look = (at: number, state: 'waiting' | 'stored' = 'waiting') => {
    clock.mockReturnValue(at);
    return photoBlob(db, { ...photo, state }, 'thumb').then(
      () => asked.length,
      (e: { code: string }) => (e.code === 'missing' ? asked.length : -1),
    );
  };
  const t0 = 1_000_000;
  expect(await look(t0)).toBe(1);
  expect(await look(t0 + 1)).toBe(1);
  expect(await look(t0 + MINUTE)).toBe(2);
  expect(await look(t0 + 2 * MINUTE)).toBe(2); // twice as long now
  expect(await look(t0 + 3 * MINUTE)).toBe(3);
  status = 200;
  expect(await look(t0 + 3 * MINUTE + 1, 'stored')).toBe(4); // its bytes have arrived: at once
});

test('a dead line is no answer: it is asked again', async () => {
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    throw new TypeError('Failed to fetch');
  });
  const photo = { id: 'photo0000000002', mime: 'image/jpeg', sha256: 'b' };
  for (let i = 0; i < 3; i++) await expect(photoBlob(db, photo, 'view')).rejects.toMatchObject({ code: 'offline' });
  expect(asked).toHaveLength(3);
});

test('half an hour at most, also when the clock is put back', () => {
  let now = 0;
  const absences = new Absences(() => now);
  for (let i = 0; i < 12; i++) absences.note('k');
  expect(absences.has('k')).toBe(true);
  now = 30 * MINUTE;
  expect(absences.has('k')).toBe(false);
  absences.note('k');
  now = -100 * MINUTE;
  expect(absences.has('k')).toBe(false);
});

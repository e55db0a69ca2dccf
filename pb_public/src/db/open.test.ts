import { afterEach, describe, expect, test, vi } from 'vitest';
import { jobEdit } from '../commands/index.ts';
import { blank } from '../domain/fields.ts';
import { newId } from '../domain/id.ts';
import type { LutongDB } from './db.ts';
import { changeSums } from '../sync/sums.ts';
import { deviceId, getMeta, setMeta } from './meta.ts';
import { createDB, deleteDB, probe } from './open.ts';

const opened: LutongDB[] = [];
afterEach(() => opened.splice(0).forEach((db) => db.close()));
async function open(user: string, onOutdated = () => {}): Promise<LutongDB> {
  const db = createDB(user, onOutdated);
  await probe(db);
  opened.push(db);
  return db;
}

test('a connection that died is made anew, with everything in it', async () => {
  const db = await open('anna00000000000');
  const device = await deviceId(db);
  db.close();
  expect(await probe(db)).toBe(true);
  expect(await deviceId(db)).toBe(device);
});

test('one database per user; the device belongs to the user', async () => {
  const [anna, bert] = [await open('anna00000000000'), await open('bert00000000000')];
  expect(await deviceId(anna)).toMatch(/^[a-z0-9]{15}$/);
  expect(await deviceId(anna)).not.toBe(await deviceId(bert));
});

test('a wiped database starts with another device, so that its numbers are not taken for old ones', async () => {
  const first = await open('carl00000000000');
  const device = await deviceId(first);
  await deleteDB('carl00000000000');
  expect(await deviceId(await open('carl00000000000'))).not.toBe(device);
});

test('no room: told as such, and nothing half written', async () => {
  const db = await open('dora00000000000');
  await db.jobs.put({ ...blank('jobs', 'job000000000001'), notes: '旧' });
  db.outbox.hook('creating', () => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  await expect(jobEdit(db, { job: 'job000000000001', field: 'notes', value: '新' })).rejects.toMatchObject({ code: 'storage_full' });
  expect((await db.jobs.get('job000000000001'))?.notes).toBe('旧');
});

test('no room: whoever shows it hears so, and hears when there is room again', async () => {
  const db = await open('dora00000000000');
  await db.jobs.put({ ...blank('jobs', 'job000000000001'), notes: '旧' });
  const heard: (string | null)[] = [];
  db.onStored = (problem) => heard.push(problem);
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  db.outbox.hook('creating', full);
  await jobEdit(db, { job: 'job000000000001', field: 'notes', value: '新' }).catch(() => {});
  db.outbox.hook('creating').unsubscribe(full);
  await jobEdit(db, { job: 'job000000000001', field: 'notes', value: '新' });
  expect(heard).toEqual(['storage_full', null]);
});

test('a database that never answers is reported, not waited for', async () => {
  const db = await open('emil00000000000');
  db.close();
  vi.spyOn(db, 'open').mockImplementation(() => new Promise(() => {}) as never);
  expect(await probe(db, 5)).toBe(false);
});

describe('M1 the counter is lost: numbers are never used twice', () => {
  async function worked(user: string): Promise<{ db: LutongDB; device: string }> {
    const db = await open(user);
    await db.jobs.put({ ...blank('jobs', 'job000000000001'), notes: '旧' });
    await changeSums(db, [{ in: 'jobs', id: 'job000000000001', sum: 1 }]);
    for (const value of ['一', '二']) await jobEdit(db, { job: 'job000000000001', field: 'notes', value });
    await setMeta(db, { cursor: 'c1', acked: 1 });
    return { db, device: await deviceId(db) };
  }

  for (const lost of [['lastN'], ['device'], ['device', 'lastN', 'acked', 'cursor']]) {
    test(`of what the tablet knows of itself, gone: ${lost.join(', ')}`, async () => {
      const { db, device } = await worked('fred00000000000');
      await db.meta.bulkDelete(lost);
      expect(await probe(db)).toBe(true);
      expect(await deviceId(db)).not.toBe(device);
      expect(await getMeta(db, 'cursor')).toBe('');
      expect(await getMeta(db, 'resetting')).toBe(true); // copies of what is no longer ours go at its end
      await jobEdit(db, { job: 'job000000000001', field: 'notes', value: '三' });
      expect((await db.outbox.toArray()).map((r) => [r.n, r.set?.['notes']])).toEqual([
        [1, '一'],
        [2, '二'],
        [3, '三'],
      ]);
      expect(await getMeta(db, 'acked')).toBe(0);
      await deleteDB('fred00000000000');
    });
  }

  test('a database in which nothing is amiss keeps its device', async () => {
    const { db, device } = await worked('gina00000000000');
    expect(await probe(db)).toBe(true);
    expect(await deviceId(db)).toBe(device);
    expect(await getMeta(db, 'cursor')).toBe('c1');
  });
});

test('M5 ids are 15 of a-z0-9, each letter as likely as any', () => {
  const seen = new Map<string, number>();
  for (let i = 0; i < 2000; i++) {
    const id = newId();
    expect(id).toMatch(/^[a-z0-9]{15}$/);
    for (const c of id) seen.set(c, (seen.get(c) ?? 0) + 1);
  }
  expect(seen.size).toBe(36);
  expect(Math.max(...seen.values()) / Math.min(...seen.values())).toBeLessThan(1.6);
});

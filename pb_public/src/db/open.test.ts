import { afterEach, expect, test } from 'vitest';
import { jobEdit } from '../commands/index.ts';
import { blank } from '../domain/fields.ts';
import { newId } from '../domain/id.ts';
import type { LutongDB } from './db.ts';
import { deviceId } from './meta.ts';
import { createDB, deleteDB, probe } from './open.ts';

const opened: LutongDB[] = [];
afterEach(() => opened.splice(0).forEach((db) => db.close()));
async function open(user: string, onOutdated = () => {}): Promise<LutongDB> {
  const db = await createDB(user, onOutdated);
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

// A focus probes the database (session.probe -> open.probe -> healIdentity) while something is being saved.
import Dexie from 'dexie';
import { afterEach, expect, test } from 'vitest';
import { eventAdd, jobEdit } from '../commands/index.ts';
import { deviceId, getMeta, healIdentity } from './meta.ts';
import { FakeServer } from '../sync/testing/server.ts';
import { Tablet } from '../sync/testing/tablet.ts';

const JOB = 'job000000000001';
const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));
async function start() {
  const server = new FakeServer();
  server.put('jobs', JOB, { notes: '旧' });
  const tablet = await Tablet.make(server);
  tablets.push(tablet);
  await tablet.sync();
  return { server, tablet };
}
let saving: Promise<unknown> = Promise.resolve();
/** A save that begins between the two reads of healIdentity: stored between them, unless they are one transaction, which it then waits for. */
function saveBetween(tablet: Tablet, save: () => Promise<unknown>) {
  const { meta } = tablet.db;
  const read = meta.bulkGet.bind(meta);
  meta.bulkGet = (async (keys: string[]) => {
    const rows = await read(keys as never);
    meta.bulkGet = read as never;
    const within = Dexie.currentTransaction !== null;
    saving = Dexie.ignoreTransaction(() => save());
    if (!within) await saving;
    return rows;
  }) as never;
}
const heal = async (tablet: Tablet) => {
  await healIdentity(tablet.db);
  await saving;
};

test('a save during a probe does not make another device of this one', async () => {
  const { tablet } = await start();
  const before = await deviceId(tablet.db);
  saveBetween(tablet, () => eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' }));
  await heal(tablet);
  expect(await deviceId(tablet.db)).toBe(before);
  expect(await getMeta(tablet.db, 'resetting')).toBe(false);
});

test('the same without any help: probes and saves side by side', async () => {
  const { tablet } = await start();
  const before = await deviceId(tablet.db);
  for (let i = 0; i < 200; i++) {
    const save = eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' });
    for (let k = 0; k < i % 25; k++) await Promise.resolve();
    await Promise.all([save, healIdentity(tablet.db)]);
    if ((await deviceId(tablet.db)) !== before) throw new Error('another device after ' + i);
  }
});

test('P2 and what that does: a mutation whose answer was lost is carried out as new, and set aside for itself', async () => {
  const { server, tablet } = await start();
  await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '安娜', was: '旧' });
  tablet.link.next('push', 'lost answer');
  await tablet.sync(); // the server has it
  server.put('jobs', JOB, { notes: '安娜，办公室' }); // the office goes on from there
  saveBetween(tablet, () => eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' }));
  await heal(tablet);
  await tablet.sync();
  await tablet.sync();
  expect(server.all('conflicts')).toEqual([]);
});

test('P2 and with a push under way: all that was acknowledged in 14 days is carried out once more', async () => {
  const { server, tablet } = await start();
  await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '安娜一', was: '旧' });
  await jobEdit(tablet.db, { job: JOB, field: 'cause', value: '电源', was: '' });
  await tablet.sync();
  server.put('jobs', JOB, { notes: '办公室', cause: '办公室' }); // days later the office wrote on
  await tablet.sync();
  expect(server.all('conflicts')).toEqual([]);
  tablet.link.hold('push');
  await eventAdd(tablet.db, { job: JOB, kind: 'note', text: '一' });
  const syncing = tablet.sync();
  const held = await tablet.link.arrived();
  saveBetween(tablet, () => eventAdd(tablet.db, { job: JOB, kind: 'note', text: '二' }));
  await heal(tablet);
  tablet.link.hold(null);
  await held.pass();
  await syncing;
  await tablet.sync();
  await tablet.sync();
  const job = server.doc('jobs', JOB)!;
  expect([job['notes'], job['cause'], server.all('conflicts').length]).toEqual(['办公室', '办公室', 0]);
  // each mutation took effect once, whatever the device was called
  const times = new Map<string, number>();
  for (const [key, n] of server.effects) times.set(key.split('/')[1]!, (times.get(key.split('/')[1]!) ?? 0) + n);
  expect(Math.max(...times.values())).toBe(1);
});

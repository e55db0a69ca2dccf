import { afterEach, describe, expect, test } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import Dexie from 'dexie';
import { eventAdd, jobEdit, runAnswer, runStart } from '../commands/index.ts';
import { LutongDB } from '../db/db.ts';
import { getMeta } from '../db/meta.ts';
import type { Doc } from '../domain/records.ts';
import { sumOf } from '../protocol/crc32.ts';
import { encode } from '../protocol/encode.ts';
import { changeSums, ensureSums, tallies } from './sums.ts';
import { check } from './testing/pulls.ts';
import { firstPage } from './testing/pages.ts';
import { FakeServer } from './testing/server.ts';
import { holds, Tablet } from './testing/tablet.ts';

const JOB = 'job000000000001';
const SITE = 'site00000000001';
const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));

async function start(): Promise<{ server: FakeServer; tablet: Tablet }> {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一', notes: '旧' });
  for (let i = 1; i < 6; i++) server.put('sites', `site0000000000${i}`, { name: String(i) });
  const tablet = await Tablet.make(server);
  tablets.push(tablet);
  await tablet.sync();
  return { server, tablet };
}

async function expectSame(tablet: Tablet, server: FakeServer): Promise<void> {
  const mine = Object.fromEntries(await tallies(tablet.db));
  expect(mine).toEqual(check(server).parts);
}

describe('P3 sums of what is held', () => {
  test('are of the bytes as they came, and go with what is withdrawn', async () => {
    const { server, tablet } = await start();
    await expectSame(tablet, server);
    server.put('jobs', JOB, { notes: '新' });
    server.withdraw('sites', SITE);
    await tablet.sync();
    await expectSame(tablet, server);
    expect(server.divergences).toEqual([]);
  });

  test('a line that is not the server’s own make is summed by its canonical form', async () => {
    const doc = { id: 'a', b: [1, 2.5], 中: '\u2028' };
    const text = ` {"doc": {"中":"\u2028","b":[1.0,25e-1],"id":"a"}, "put":"jobs"}\n{"end":{}}\n`;
    const [put] = (await firstPage(new Response(text).body!)).puts;
    expect(put?.sum).toBe(sumOf('jobs', doc));
    const own = `{"put":"jobs","doc":${encode(doc)}}\n{"end":{}}\n`;
    expect((await firstPage(new Response(own).body!)).puts[0]?.sum).toBe(sumOf('jobs', doc));
  });
});

describe('P3 copies that differ are found and put right', () => {
  test('a changed, a lost and a surplus record, and nothing else is fetched', async () => {
    const { server, tablet } = await start();
    const { db } = tablet;
    await db.sites.update(SITE, { name: 'spoilt' });
    await changeSums(db, [{ in: 'sites', id: SITE, sum: 1 }]);
    await db.jobs.delete(JOB);
    await changeSums(db, [{ in: 'jobs', id: JOB, sum: null }]);
    await db.contacts.put({ id: 'contact00000001', name: '不该在' } as never);
    await changeSums(db, [{ in: 'contacts', id: 'contact00000001', sum: 7 }]);
    const before = server.requests.length;
    await tablet.sync();
    expect(await tablet.shown()).toEqual(holds(server));
    await expectSame(tablet, server);
    expect(server.requests.slice(before)).toEqual(['pull', 'check', 'check/jobs/j', 'check/sites/s', 'check/contacts/c', 'pull']);
    expect(server.divergences).toHaveLength(1);
    expect(server.queries.slice(-2).map((q) => q.get('check'))).toEqual([null, '1']);
    expect(await getMeta(db, 'repair')).toMatchObject({ records: 3, healed: true });
  });

  test('L6 P5 unsent work is not touched', async () => {
    const { server, tablet } = await start();
    const { db } = tablet;
    await changeSums(db, [{ in: 'jobs', id: JOB, sum: 1 }]);
    await changeSums(db, [{ in: 'sites', id: SITE, sum: 1 }]);
    tablet.link.hold('pull');
    const syncing = tablet.sync();
    const pull = await tablet.link.arrived();
    await jobEdit(db, { job: JOB, field: 'notes', value: '未发' });
    await eventAdd(db, { job: JOB, kind: 'departed' });
    server.withdraw('jobs', JOB); // the check says so before the pull does
    server.fault = { status: 503, code: 'unavailable', paths: ['push'] };
    tablet.link.hold(null);
    await pull.pass();
    await syncing;
    expect((await db.jobs.get(JOB))?.notes).toBe('未发');
    expect(await tablet.pending()).toBe(2);
    server.fault = null;
    server.hidden.clear();
    server.put('jobs', JOB);
    for (let i = 0; i < 3; i++) await tablet.sync();
    expect(await tablet.shown()).toEqual(holds(server));
    await expectSame(tablet, server);
  });

  test('what does not heal is tried once an hour', async () => {
    const { server, tablet } = await start();
    server.lie = 1; // its totals are never ours
    await tablet.sync();
    await tablet.sync();
    await tablet.sync();
    expect(server.divergences).toHaveLength(1);
    tablet.clock += 61 * 60_000;
    await tablet.sync();
    expect(server.divergences).toHaveLength(2);
    server.lie = 0;
    await tablet.sync();
    await changeSums(tablet.db, [{ in: 'jobs', id: JOB, sum: 1 }]); // healed: the next one is looked at anew
    await tablet.sync();
    expect(server.divergences).toHaveLength(3);
    await expectSame(tablet, server);
  });

  test('a cut in the middle is gone on with later', async () => {
    const { server, tablet } = await start();
    await changeSums(tablet.db, [{ in: 'jobs', id: JOB, sum: 1 }]);
    tablet.link.next('check', 'none', 'no end');
    await tablet.sync();
    expect(tablet.news.problem).toBe('offline');
    await tablet.sync();
    await expectSame(tablet, server);
    expect(tablet.news.problem).toBeNull();
  });

  test('a server that does not know the check is left alone', async () => {
    const { server, tablet } = await start();
    await changeSums(tablet.db, [{ in: 'jobs', id: JOB, sum: 1 }]);
    server.fault = { status: 404, code: 'unknown_path', paths: ['check'] };
    await tablet.sync();
    expect(tablet.news.problem).toBeNull();
  });
});

describe('collections of a later schema', () => {
  test('are passed over but counted; an app that knows them fetches them', async () => {
    const { server, tablet } = await start();
    server.state.docs.set('drones/drone0000000001', { id: 'drone0000000001' });
    server.state.log.push({ seq: server.state.log.length + 1, in: 'drones' as never, id: 'drone0000000001' });
    await tablet.sync();
    expect(server.divergences).toEqual([]);
    await expectSame(tablet, server);
    await tablet.db.sums.update('jobs/j', { passedOver: true }); // as if jobs had been unknown when it came
    await tablet.db.jobs.clear();
    await tablet.sync();
    expect(server.divergences).toHaveLength(1);
    expect((await tablet.db.jobs.get(JOB))?.title).toBe('一');
  });
});

describe('P8 what a newer app wrote', () => {
  test('unknown fields stay in the copy, also when the record is edited', async () => {
    const { server, tablet } = await start();
    server.put('jobs', JOB, { mood: { of: '客户', n: 3 } });
    const run = await runStart(tablet.db, { job: JOB, template: 'tpl000000000001' });
    await tablet.sync();
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' });
    await runAnswer(tablet.db, { run, item: 'c1', answer: { value: 1 } });
    expect((await tablet.db.jobs.get(JOB)) as unknown as Doc).toMatchObject({ mood: { of: '客户', n: 3 }, notes: '新' });
    await tablet.sync();
    expect(server.doc('jobs', JOB)).toMatchObject({ mood: { of: '客户', n: 3 }, notes: '新' });
    expect(await tablet.shown()).toEqual(holds(server));
    await expectSame(tablet, server);
  });
});

describe('a database of the first release', () => {
  /** The first release's store, with a job that has unsent work. */
  async function first(resetting = false): Promise<{ server: FakeServer; factory: IDBFactory }> {
    const { server, tablet } = await start();
    const factory = new IDBFactory();
    const old = new Dexie('lutong-anna00000000000', { indexedDB: factory, IDBKeyRange });
    const names = tablet.db.tables.filter((t) => t.name !== 'sums');
    const indexes = (t: (typeof names)[number]) => [t.schema.primKey.src, ...t.schema.indexes.map((i) => i.src)].join(', ');
    old.version(1).stores(Object.fromEntries(names.map((t) => [t.name, indexes(t)])));
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '未发' });
    for (const { name } of names) await old.table(name).bulkPut(await tablet.db.table(name).toArray());
    await old.table('meta').bulkDelete(['summed', 'owed', 'repair']);
    if (resetting) await old.table('meta').put({ key: 'resetting', value: true });
    if (resetting) await old.table('seen').put({ in: 'sites', id: SITE });
    old.close();
    return { server, factory };
  }

  test('its sums are made from its copies: nothing is fetched again, unsent work stays', async () => {
    const { server, factory } = await first();
    const db = new LutongDB('anna00000000000', { indexedDB: factory, IDBKeyRange });
    expect(await getMeta(db, 'summed')).toBe(false);
    await ensureSums(db);
    expect(Object.fromEntries(await tallies(db))).toEqual(check(server).parts);
    expect((await db.jobs.get(JOB))?.notes).toBe('未发');
    expect(await db.outbox.where('state').equals('pending').count()).toBe(1);
    await changeSums(db, [{ in: 'jobs', id: JOB, sum: 5 }]);
    await ensureSums(db); // once only
    expect((await db.sums.get('jobs/j'))?.sums[JOB]).toBe(5);
    db.close();
  });

  test('L4 a reset under way begins again, and sweeps nothing it has not asked for', async () => {
    const { server, factory } = await first(true);
    const db = new LutongDB('anna00000000000', { indexedDB: factory, IDBKeyRange });
    expect(await getMeta(db, 'cursor')).toBe('');
    expect(await db.seen.count()).toBe(0);
    server.withdraw('sites', SITE);
    const tablet = Tablet.on(db, server);
    tablets.push(tablet);
    await tablet.sync();
    await tablet.sync();
    expect(server.queries.some((q) => q.has('segments') && !q.has('cursor') && server.queries.indexOf(q) > 1)).toBe(false);
    expect(await tablet.shown()).toEqual(holds(server));
    expect(await getMeta(db, 'resetting')).toBe(false);
    await expectSame(tablet, server);
  });
});

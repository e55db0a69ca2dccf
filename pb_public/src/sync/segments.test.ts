import { afterEach, describe, expect, test } from 'vitest';
import { eventAdd } from '../commands/index.ts';
import { getMeta } from '../db/meta.ts';
import { nextStep, initialPlan } from './plan.ts';
import { tally } from './sums.ts';
import { FakeServer } from './testing/server.ts';
import { holds, Tablet } from './testing/tablet.ts';

const JOB = 'job000000000001';
const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));

function library(): FakeServer {
  const server = new FakeServer();
  for (let i = 10; i < 35; i++) server.put('articles', `art0000000000${i}`, { title: `文章 ${i}` });
  server.put('jobs', JOB, { title: '一' });
  server.library.size = 10;
  return server;
}

async function make(server: FakeServer, pageSize = 1000): Promise<Tablet> {
  const tablet = await Tablet.make(server, undefined, pageSize);
  tablets.push(tablet);
  return tablet;
}

describe('a first sync with segments', () => {
  test('one’s own work first, then the library piece by piece, then what changed in it since', async () => {
    const server = library();
    const tablet = await make(server);
    tablet.link.hold('segments');
    const syncing = tablet.sync();
    const first = await tablet.link.arrived();
    expect(await tablet.db.jobs.count()).toBe(1);
    expect(await tablet.db.articles.count()).toBe(0);
    expect(await getMeta(tablet.db, 'lastSuccess')).toBe(''); // not all is here
    server.put('articles', 'art000000000011', { title: '改过' });
    server.withdraw('articles', 'art000000000012');
    server.put('jobs', JOB, { title: '一改' });
    tablet.link.hold(null);
    await first.pass();
    await syncing;
    expect(server.requests.filter((r) => r.startsWith('segments'))).toHaveLength(3);
    expect(server.queries.at(-1)?.get('have')).toMatch(/^kb\.\d+$/);
    expect(await tablet.shown()).toEqual(holds(server));
    expect(await getMeta(tablet.db, 'owed')).toBeNull();
    expect(await getMeta(tablet.db, 'lastSuccess')).not.toBe('');
    await tablet.sync();
    expect(server.queries.at(-1)?.has('have')).toBe(false);
    expect(server.divergences).toEqual([]);
    expect((await tally(tablet.db)).count).toBe(server.all('articles').length + 1);
  });

  for (const trouble of ['cut', 'no end', 'lost answer'] as const) {
    test(`a piece whose answer breaks off is fetched again, those before it are not: ${trouble}`, async () => {
      const server = library();
      const tablet = await make(server);
      tablet.link.next('segments', 'none', trouble);
      await tablet.sync();
      expect((await getMeta(tablet.db, 'owed'))?.left).toHaveLength(2);
      expect(await tablet.db.articles.count()).toBe(10);
      const restarted = Tablet.on(tablet.db, server); // the app is started again
      await restarted.sync();
      restarted.engine.stop();
      expect(server.requests.filter((r) => r.startsWith('segments'))).toHaveLength(4);
      expect(await tablet.shown()).toEqual(holds(server));
    });
  }

  test('what is written meanwhile is sent before the next piece', async () => {
    const server = library();
    const tablet = await make(server);
    tablet.link.hold('segments');
    const syncing = tablet.sync();
    const first = await tablet.link.arrived();
    await eventAdd(tablet.db, { job: JOB, kind: 'departed' });
    tablet.link.hold(null);
    await first.pass();
    await syncing;
    const order = server.requests.filter((r) => r === 'push' || r.startsWith('segments'));
    expect(order.indexOf('push')).toBe(1);
    expect(await tablet.shown()).toEqual(holds(server));
  });

  test('a set the server no longer has: the pull brings the library whole', async () => {
    const server = library();
    const tablet = await make(server);
    tablet.link.hold('segments');
    const syncing = tablet.sync();
    const first = await tablet.link.arrived();
    server.library.sets.clear();
    tablet.link.hold(null);
    await first.pass();
    await syncing;
    expect(server.queries.at(-1)?.get('have')).toBe('kb.none');
    expect(await tablet.shown()).toEqual(holds(server));
    expect(await getMeta(tablet.db, 'owed')).toBeNull();
  });

  test('with `have`, page by page and cut in the middle: the debt is paid once', async () => {
    const server = library();
    const tablet = await make(server, 4);
    tablet.link.hold('segments');
    const syncing = tablet.sync();
    const first = await tablet.link.arrived();
    for (let i = 10; i < 35; i++) server.put('articles', `art0000000000${i}`, { title: `neu ${i}` });
    for (let i = 0; i < 9; i++) server.put('sites', `site0000000000${i}`, {});
    tablet.link.next('pull', 'cut');
    tablet.link.hold(null);
    await first.pass();
    await syncing;
    await tablet.sync();
    expect(await tablet.shown()).toEqual(holds(server));
    expect(server.divergences).toEqual([]);
  });

  test('L4 a reset in the middle brings everything, the library too', async () => {
    const server = library();
    const tablet = await make(server);
    tablet.link.next('segments', 'lost answer');
    await tablet.sync();
    server.restore(server.snapshot());
    await tablet.sync();
    expect(await getMeta(tablet.db, 'owed')).toBeNull();
    expect(await tablet.shown()).toEqual(holds(server));
  });

  test('the order of things to do', () => {
    const facts = { pending: 0, now: 0 };
    expect(nextStep({ ...initialPlan, pullDue: true }, { ...facts, owed: 3 })).toEqual({ do: 'pull' });
    expect(nextStep({ ...initialPlan, pullDue: false }, { ...facts, owed: 3 })).toEqual({ do: 'segment' });
    expect(nextStep({ ...initialPlan, pullDue: false }, { ...facts, owed: 0 })).toEqual({ do: 'pull' });
    expect(nextStep({ ...initialPlan, pullDue: false }, { ...facts, owed: null })).toEqual({ do: 'rest' });
    expect(nextStep({ ...initialPlan, pullDue: false, repairDue: true }, { ...facts, owed: null })).toEqual({ do: 'repair' });
    expect(nextStep({ ...initialPlan, tooOld: true, repairDue: true }, { ...facts, owed: 0 })).toEqual({ do: 'rest' });
    expect(nextStep({ ...initialPlan, tooOld: true }, { pending: 1, owed: 3, now: 0 })).toMatchObject({ do: 'push' });
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import { eventAdd, jobEdit, photoAdd } from '../commands/index.ts';
import { applyPages } from './applyPage.ts';
import { getMeta } from '../db/meta.ts';
import { sumOf } from '../protocol/crc32.ts';
import { Cut, type Page } from './page.ts';
import { firstPage, pageOf } from './testing/pages.ts';
import { FakeServer } from './testing/server.ts';
import { holds, Tablet } from './testing/tablet.ts';

const JOB = 'job000000000001';
const OTHER = 'job000000000002';
const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));

async function start(pageSize = 1000): Promise<{ server: FakeServer; tablet: Tablet }> {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一', notes: '旧' });
  server.put('jobs', OTHER, { title: '二' });
  const tablet = await Tablet.make(server, undefined, pageSize);
  tablets.push(tablet);
  await tablet.sync();
  return { server, tablet };
}

describe('L1 a page without its end is discarded', () => {
  for (const trouble of ['cut', 'no end'] as const) {
    test(`nothing of it is applied and the cursor stays: ${trouble}`, async () => {
      const { server, tablet } = await start();
      const cursor = await getMeta(tablet.db, 'cursor');
      for (let i = 0; i < 20; i++) server.put('jobs', JOB, { notes: 'n' + i });
      server.put('events', 'evt000000000001', { job: JOB, kind: 'note' });
      tablet.link.next('pull', trouble);
      await tablet.sync();
      expect(await getMeta(tablet.db, 'cursor')).toBe(cursor);
      expect((await tablet.db.jobs.get(JOB))?.notes).toBe('旧');
      expect(await tablet.db.events.count()).toBe(0);
      await tablet.sync();
      expect(await tablet.shown()).toEqual(holds(server));
    });
  }

  test('a record put and withdrawn between two attempts does not stay behind', async () => {
    const { server, tablet } = await start();
    server.put('events', 'evt000000000001', { job: JOB, kind: 'note' });
    tablet.link.next('pull', 'no end');
    await tablet.sync();
    server.withdraw('events', 'evt000000000001');
    await tablet.sync();
    expect(await tablet.db.events.count()).toBe(0);
  });

  const stream = (...chunks: string[]) =>
    new ReadableStream<Uint8Array>({
      start(c) {
        chunks.forEach((s) => c.enqueue(new TextEncoder().encode(s)));
        c.close();
      },
    });

  test('lines may be split anywhere, also inside a character', async () => {
    const text =
      '{"begin":{"changes":1,"bytes":9}}\n{"put":"jobs","doc":{"id":"a","title":"路通"}}\n{"end":{"cursor":"c","more":false,"now":"","epoch":"e"}}\n';
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array>({
      start(c) {
        for (const b of bytes) c.enqueue(new Uint8Array([b]));
        c.close();
      },
    });
    expect((await firstPage(body)).puts[0]?.doc['title']).toBe('路通');
  });

  test('a broken line is a cut', () => expect(firstPage(stream('{"put":"jobs","do'))).rejects.toThrow(Cut));
  test('silence is a cut', () => expect(firstPage(new ReadableStream(), 20)).rejects.toThrow(Cut));
  test('a collection of a later schema is skipped', async () => {
    const page = await firstPage(stream('{"put":"drones","doc":{"id":"a"}}\n{"end":{"cursor":"c","more":false,"now":"","epoch":"e"}}'));
    expect(page.puts).toEqual([]);
    expect(page.passedOver).toMatchObject([{ in: 'drones', id: 'a' }]);
  });
});

describe('L2 L3 pages', () => {
  test('more: pulled again at once until all is here', async () => {
    const { server, tablet } = await start(7);
    for (let i = 10; i < 60; i++) server.put('jobs', `job0000000000${i}`, { title: String(i) });
    await tablet.sync();
    expect(await tablet.shown()).toEqual(holds(server));
  });

  test('pages=all: every page of one answer, each with its cursor; what is cut in the fourth keeps the first three', async () => {
    const server = new FakeServer();
    for (let i = 10; i < 60; i++) server.put('jobs', `job0000000000${i}`, { title: String(i) });
    const tablet = await Tablet.make(server, undefined, 10);
    tablets.push(tablet);
    const answer = await server.handle('/api/sync/v1/pull?limit=10&pages=all', { headers: { 'X-Device': 'x' } });
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines.filter((l) => l.startsWith('{"end"'))).toHaveLength(5);
    tablet.link.next('pull', 'cut'); // at six tenths of it
    await tablet.sync();
    expect(await tablet.db.jobs.count()).toBe(30);
    expect(await getMeta(tablet.db, 'cursor')).toBe('e1.30.f');
    expect(tablet.news.problem).toBe('offline');
    await tablet.sync();
    expect(await tablet.shown()).toEqual(holds(server));
    expect(server.queries.slice(1).map((q) => q.get('cursor'))).toEqual([null, 'e1.30.f']);
  });

  test('pages=all: the first page is in the store before the second has come', async () => {
    const { tablet } = await start();
    const line = (text: object) => new TextEncoder().encode(JSON.stringify(text) + '\n');
    let more!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (c) => void (more = c) });
    const engine = tablet.engineOn(async (url) =>
      url.includes('/pull') ? new Response(body, { headers: { 'Content-Type': 'application/x-ndjson' } }) : tablet.link.fetch(url),
    );
    const end = (n: number, more: boolean) => line({ end: { cursor: 'c' + n, more, now: '', epoch: 'e1' } });
    const waking = engine.wake({ pull: true });
    more.enqueue(line({ put: 'sites', doc: { id: 'a' } }));
    more.enqueue(end(1, true));
    await expect.poll(() => tablet.db.sites.get('a')).toBeDefined();
    expect(await getMeta(tablet.db, 'cursor')).toBe('c1');
    more.enqueue(line({ put: 'sites', doc: { id: 'b' } }));
    more.enqueue(end(2, false));
    more.close();
    await waking;
    engine.stop();
    expect(await getMeta(tablet.db, 'cursor')).toBe('c2');
    expect(await tablet.db.sites.count()).toBe(2);
  });

  test('a poke while a pull is under way, about what it no longer saw, is followed by another pull', async () => {
    const { server, tablet } = await start();
    const engine = tablet.engineOn(async (url, init) => {
      const answer = await tablet.link.fetch(url, init);
      if (url.includes('/pull') && news.length > 0) {
        server.put('jobs', JOB, { notes: news.pop() });
        void engine.wake({ pull: true });
      }
      return answer;
    });
    const news = ['写晚了的', '刚刚写的'];
    server.requests.length = 0;
    await engine.wake({ pull: true });
    engine.stop();
    expect((await tablet.db.jobs.get(JOB))?.notes).toBe('写晚了的');
    expect(server.requests.filter((path) => path === 'pull')).toHaveLength(3);
  });

  test('what is written while a long answer runs does not wait for its end', async () => {
    const server = new FakeServer();
    server.put('jobs', JOB, { title: '一' });
    for (let i = 0; i < 3000; i++) server.put('sites', 'site' + String(i).padStart(11, '0'), {});
    const tablet = await Tablet.make(server, undefined, 500);
    tablets.push(tablet);
    tablet.link.hold('pull');
    const syncing = tablet.sync();
    const pull = await tablet.link.arrived();
    const job = { id: 'job000000000009', title: '新' };
    await tablet.db.jobs.put(job as never);
    await jobEdit(tablet.db, { job: job.id, field: 'notes', value: '在路上写的' });
    tablet.link.hold(null);
    await pull.pass();
    await syncing;
    expect(server.requests.slice(0, 4)).toEqual(['info', 'pull', 'push', 'pull']);
    expect(await tablet.db.sites.count()).toBe(3000);
  });

  test('pages stored together: of a record in several of them the last word counts, whichever it is', async () => {
    const { tablet } = await start();
    const site = (id: string, name: string) => ({ in: 'sites' as const, doc: { id, name } });
    const more = (page: Page): Page => ({ ...page, end: { ...page.end, more: true } });
    const [a, b] = ['site00000000001', 'site00000000002'];
    await applyPages(
      tablet.db,
      [
        more(pageOf('c1', [site(a, '1'), site(b, '1')])),
        more(pageOf('c2', [site(a, '2')], [{ in: 'sites', id: b }])),
        pageOf('c3', [site(b, '3')], [{ in: 'sites', id: a }]),
      ],
      new Date(),
    );
    expect((await tablet.db.sites.toArray()).map((s) => [s.id, s.name])).toEqual([[b, '3']]);
    expect((await tablet.db.sums.get('sites/s'))?.sums).toEqual({ [b]: sumOf('sites', { id: b, name: '3' }) });
    expect(await getMeta(tablet.db, 'cursor')).toBe('c3');
  });

  test('a page and its cursor are one transaction', async () => {
    const { server, tablet } = await start();
    const cursor = await getMeta(tablet.db, 'cursor');
    server.put('jobs', JOB, { notes: '新' });
    const failing = () => {
      throw new Error('power is gone');
    };
    tablet.db.meta.hook('updating', failing);
    await tablet.sync();
    tablet.db.meta.hook('updating').unsubscribe(failing);
    expect((await tablet.db.jobs.get(JOB))?.notes).toBe('旧');
    expect(await getMeta(tablet.db, 'cursor')).toBe(cursor);
    expect(tablet.news.problem).toBe('storage_broken');
  });

  test('a long first sync tells how far it is', async () => {
    const server = new FakeServer();
    for (let i = 0; i < 400; i++) server.put('sites', 'site' + String(i).padStart(11, '0'), {});
    const tablet = await Tablet.make(server, undefined, 150);
    tablets.push(tablet);
    const told: (object | null | undefined)[] = [];
    const news = tablet.news;
    tablet.news = new Proxy(news, { set: (t, k, v) => (k === 'progress' && told.push(v), Reflect.set(t, k, v)) });
    await tablet.sync();
    expect(told).toContainEqual({ done: 250, total: 400 });
    expect(told.at(-1)).toBeNull();
  });
});

describe('L4 reset', () => {
  test('copies are replaced, the unsent and the acknowledged stay', async () => {
    const { server, tablet } = await start(3);
    await eventAdd(tablet.db, { job: JOB, kind: 'departed' });
    await tablet.sync();
    const backup = server.snapshot();
    server.put('events', 'evt000000000009', { job: OTHER, kind: 'note' });
    await tablet.sync();
    server.restore(backup); // OTHER's note is gone, and the epoch is another
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '未发' });
    tablet.link.next('push', 'lost request');
    await tablet.sync();
    const answer = await server.handle(`/api/sync/v1/pull?cursor=${await getMeta(tablet.db, 'cursor')}&limit=99`, {
      headers: { 'X-Device': 'x' },
    });
    await applyPages(tablet.db, [await firstPage(answer.body!)], new Date());
    expect(await tablet.db.events.get('evt000000000009')).toBeUndefined();
    expect((await tablet.db.jobs.get(JOB))?.notes).toBe('未发');
    expect(await tablet.db.outbox.count()).toBe(2);
    await tablet.sync();
    expect(await tablet.shown()).toEqual(holds(server));
    expect(server.doc('jobs', JOB)?.['notes']).toBe('未发');
  });

  test('over several pages: what the server no longer names goes at the end, not before', async () => {
    const { server, tablet } = await start(2);
    const backup = server.snapshot();
    for (let i = 10; i < 15; i++) server.put('sites', `site000000000${i}`, {});
    await tablet.sync();
    server.restore(backup);
    for (let i = 20; i < 27; i++) server.put('sites', `site000000000${i}`, {});
    tablet.link.hold('pull');
    const syncing = tablet.sync();
    await (await tablet.link.arrived()).pass();
    const second = await tablet.link.arrived();
    expect(await tablet.db.sites.get('site00000000010')).toBeDefined();
    tablet.link.hold(null);
    await second.pass();
    await syncing;
    expect(await tablet.shown()).toEqual(holds(server));
    expect(await tablet.db.seen.count()).toBe(0);
  });
});

describe('L6 put never undoes unsent work', () => {
  test('the pending edit stays on top of what the server says of other fields', async () => {
    const { server, tablet } = await start();
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '我的' });
    server.put('jobs', JOB, { title: '新标题', notes: '别人的' });
    tablet.link.next('push', 'lost request');
    tablet.clock += 10;
    server.fault = { status: 503, code: 'unavailable', paths: ['push'] };
    await tablet.sync();
    // the push fails and waits; a page that comes meanwhile must not undo the edit
    const doc = structuredClone(server.doc('jobs', JOB)!);
    await applyPages(tablet.db, [pageOf('x', [{ in: 'jobs', doc }])], new Date());
    expect(await tablet.db.jobs.get(JOB)).toMatchObject({ title: '新标题', notes: '我的' });
  });

  test('a server event of another engineer joins the fold of the unsent ones', async () => {
    const { server, tablet } = await start();
    await eventAdd(tablet.db, { job: JOB, kind: 'departed' });
    const event = { ...server.put('events', 'evt000000000001', { job: JOB, kind: 'arrived', correctedAt: '2099-01-01T00:00:00.000Z' }) };
    await applyPages(tablet.db, [pageOf('x', [{ in: 'events', doc: event }])], new Date());
    expect((await tablet.db.jobs.get(JOB))?.status).toBe('onSite');
  });
});

describe('P5 exact departure', () => {
  test('a withdrawn record goes at the next pull', async () => {
    const { server, tablet } = await start();
    server.withdraw('jobs', OTHER);
    await tablet.sync();
    expect(await tablet.db.jobs.get(OTHER)).toBeUndefined();
  });

  for (const [what, work] of [
    ['an edit of it', (t: Tablet) => jobEdit(t.db, { job: JOB, field: 'notes', value: '未发' })],
    ['an event of it', (t: Tablet) => eventAdd(t.db, { job: JOB, kind: 'arrived' })],
    ['a photo of it', (t: Tablet) => photoAdd(t.db, { job: JOB, bytes: new ArrayBuffer(8), mime: 'image/png', kind: 'after' })],
  ] as const) {
    test(`not while there is unsent work: ${what}`, async () => {
      const { server, tablet } = await start();
      await work(tablet);
      server.withdraw('jobs', JOB);
      const cursor = `e1.${server.state.log.length}`;
      await applyPages(tablet.db, [pageOf(cursor, [], [{ in: 'jobs', id: JOB }])], new Date());
      expect(await tablet.db.jobs.get(JOB)).toBeDefined();
      await tablet.sync();
      for (const { id } of await tablet.db.uploads.toArray()) {
        expect(await tablet.db.jobs.get(JOB)).toBeDefined(); // its bytes are still here
        const doc = { ...server.doc('photos', id)!, state: 'stored' };
        await applyPages(tablet.db, [pageOf(cursor, [{ in: 'photos', doc }])], new Date());
      }
      expect(await tablet.db.jobs.get(JOB)).toBeUndefined();
      expect(await tablet.db.shadows.count()).toBe(0);
      expect(await tablet.pending()).toBe(0);
    });
  }
});

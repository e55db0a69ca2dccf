import { afterEach, describe, expect, test } from 'vitest';
import { eventAdd } from '../commands/index.ts';
import { getMeta } from '../db/meta.ts';
import { Engine } from './engine.ts';
import { retryAfter } from './http.ts';
import { SCHEMA } from '../protocol/wire.ts';
import { after, begun, initialPlan, nextStep, woken, type PlanState } from './plan.ts';
import { rescueFile } from './rescue.ts';
import { photoAdd, jobEdit } from '../commands/index.ts';
import { FakeServer } from './testing/server.ts';
import { Link } from './testing/link.ts';
import { holds, Tablet } from './testing/tablet.ts';

const JOB = 'job000000000001';
const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));

async function start(): Promise<{ server: FakeServer; tablet: Tablet }> {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一', notes: '旧' });
  const tablet = await Tablet.make(server);
  tablets.push(tablet);
  await tablet.sync();
  return { server, tablet };
}

describe('401 pauses', () => {
  test('everything is kept, nothing more is sent until somebody signs in', async () => {
    const { server, tablet } = await start();
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
    server.fault = { status: 401, code: 'unauthorized' };
    await tablet.sync();
    expect(tablet.paused).toBe(1);
    expect(await tablet.pending()).toBe(1);
    const sent = server.requests.length;
    await tablet.sync();
    expect(server.requests.length).toBe(sent);
    await eventAdd(tablet.db, { job: JOB, kind: 'restored' }); // one may go on working
    server.fault = null;
    await tablet.engine.resume();
    expect(await tablet.pending()).toBe(0);
    expect(await tablet.shown()).toEqual(holds(server));
  });
});

describe('403 device_revoked stops and wipes', () => {
  test('told once, and never sends again', async () => {
    const { server, tablet } = await start();
    server.fault = { status: 403, code: 'device_revoked' };
    await tablet.sync();
    expect(tablet.wiped).toBe(1);
    server.fault = null;
    const sent = server.requests.length;
    await tablet.sync();
    await tablet.engine.resume();
    expect(server.requests.length).toBe(sent);
  });
});

describe('P8 an app too old to pull may still push', () => {
  test('426 on pull: the work goes out all the same', async () => {
    const { server, tablet } = await start();
    server.fault = { status: 426, code: 'update_required', paths: ['pull'] };
    await tablet.sync();
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
    await tablet.sync();
    expect(server.all('events')).toHaveLength(1);
    expect(tablet.news.problem).toBe('update_required'); // said until it is done
    expect(server.schemas).toEqual([SCHEMA]);
    expect(await tablet.db.jobs.get(JOB)).toBeDefined();
  });
});

describe('429 and 503', () => {
  test('wait as long as the server asks, then go on', async () => {
    const { server, tablet } = await start();
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
    server.fault = { status: 429, code: 'slow_down', retryAfter: 120 };
    await tablet.engine.wake();
    const sent = server.requests.length;
    server.fault = null;
    tablet.clock += 119_000;
    await tablet.engine.wake();
    expect(server.requests.length).toBe(sent);
    tablet.clock += 2_000;
    await tablet.engine.wake();
    expect(await tablet.pending()).toBe(0);
  });

  test('a clock that was years ahead and has been put right holds nothing up', async () => {
    const { server, tablet } = await start();
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
    const right = tablet.clock;
    tablet.clock += 4 * 365 * 86_400_000;
    server.fault = { status: 503, code: 'unavailable', retryAfter: 60 };
    await tablet.engine.wake();
    expect(await tablet.pending()).toBe(1);
    tablet.clock = right;
    server.fault = null;
    await tablet.engine.wake();
    expect(await tablet.pending()).toBe(0);
  });

  for (const minutes of [-180, -20, 20])
    test(`a clock that is put by ${minutes} minutes is measured with the next pull`, async () => {
      const { server, tablet } = await start();
      tablet.clock += 30 * 60_000; // less than until it is asked for anyway
      server.now += 30 * 60_000;
      tablet.clock += minutes * 60_000;
      await tablet.sync();
      expect(await getMeta(tablet.db, 'offset')).toBe(-minutes * 60_000);
      const asked = server.requests.filter((path) => path === 'info').length;
      await tablet.sync();
      expect(server.requests.filter((path) => path === 'info')).toHaveLength(asked);
    });

  for (const [kind, path] of [
    ['a push', 'push'],
    ['a pull', 'pull'],
  ] as const) {
    test(`what the server asked for ${kind} is not overridden by a tap or the return of the network`, async () => {
      const { server, tablet } = await start();
      if (path === 'push') await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
      server.fault = { status: 503, code: 'unavailable', retryAfter: 60, paths: [path] };
      await tablet.sync();
      server.fault = null;
      const sent = server.requests.length;
      await tablet.sync();
      expect(server.requests.length).toBe(sent);
      tablet.clock += 61_000;
      await tablet.sync();
      expect(server.requests.length).toBeGreaterThan(sent);
      expect(tablet.news.problem).toBeNull();
    });
  }

  test('without Retry-After a tap tries at once', async () => {
    const { server, tablet } = await start();
    server.fault = { status: 503, code: 'unavailable' };
    await tablet.sync();
    server.fault = null;
    await tablet.sync();
    expect(tablet.news.problem).toBeNull();
  });

  test('Retry-After in seconds, as a date by the server’s clock, or nonsense', () => {
    const of = (after: string, date?: string) => retryAfter(new Headers({ 'Retry-After': after, ...(date ? { Date: date } : {}) }));
    expect(of('120')).toBe(120_000);
    expect(of('Wed, 21 Oct 2015 07:28:00 GMT', 'Wed, 21 Oct 2015 07:27:30 GMT')).toBe(30_000);
    expect(of('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0);
    expect([of('-5'), of('soon'), retryAfter(new Headers())]).toEqual([0, 0, 0]);
  });

  test('each failure waits longer, up to five minutes, with up to a half less by chance', () => {
    let plan: PlanState = initialPlan;
    const waits: number[] = [];
    const failed = { was: 'failed', during: 'push', count: 1, n: 1, code: 'unavailable', retryAfter: 0 } as const;
    for (let i = 0; i < 11; i++) {
      [plan] = after(plan, failed, { now: 0, random: 0 });
      waits.push(plan.notBefore);
    }
    expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
    expect(waits.at(-1)).toBe(300_000);
    expect(after(initialPlan, failed, { now: 0, random: 1 })[0].notBefore).toBe(500);
    expect(nextStep(plan, { pending: 1, owed: null, now: 1 })).toEqual({ do: 'wait', until: 300_000 });
  });

  test('a clock put back by hours holds the next attempt for no longer than that wait; what the server asked for is kept', () => {
    const now = Date.parse('2026-11-21T18:00:00.000Z');
    const failed = { was: 'failed', during: 'push', count: 1, n: 1, code: 'offline', retryAfter: 0 } as const;
    const facts = { pending: 1, owed: null, now: now - 10 * 3_600_000 };
    expect(nextStep(after(initialPlan, failed, { now, random: 0 })[0], facts).do).toBe('push');
    expect(nextStep(after(initialPlan, { ...failed, retryAfter: 600_000 }, { now, random: 0 })[0], facts).do).toBe('wait');
  });

  test('the network comes back while an attempt is still failing: the next one follows soon', () => {
    const failed = { was: 'failed', during: 'pull', count: 0, n: 0, code: 'offline', retryAfter: 0 } as const;
    let plan: PlanState = { ...initialPlan, tries: 9, notBefore: 0 };
    plan = woken(begun(plan, { do: 'pull' }), { pull: true, force: true });
    [plan] = after(plan, failed, { now: 0, random: 0 });
    expect(plan.notBefore).toBe(1000);
  });

  test('what is wanted while parts are mended is fetched, also when nothing had to be', () => {
    const plan = woken({ ...initialPlan, pullDue: false, repairDue: true }, { pull: true, force: false });
    const [next] = after(plan, { was: 'repaired', records: 0 }, { now: 0, random: 0 });
    expect(nextStep(next, { pending: 0, owed: null, now: 0 })).toEqual({ do: 'pull' });
  });

  test('an answer that is not the server’s (a hotel’s sign-in page) counts as no answer', async () => {
    const { tablet } = await start();
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
    const page = () => Promise.resolve(new Response('<html>Welcome to the hotel</html>', { headers: { 'Content-Type': 'text/html' } }));
    const engine = new Engine({
      db: tablet.db,
      token: () => 't',
      app: 'test',
      fetch: page,
      now: () => tablet.clock,
      random: () => 0,
      exclusively: (work) => work(),
      tell: (news) => Object.assign(tablet.news, news),
      onPause: () => tablet.paused++,
      onWipe: () => tablet.wiped++,
    });
    await engine.wake({ pull: true });
    engine.stop();
    expect(await tablet.pending()).toBe(1);
    expect(await tablet.db.outbox.where('state').equals('refused').count()).toBe(0);
    expect(tablet.paused + tablet.wiped).toBe(0);
  });
});

describe('many tabs', () => {
  test('two tabs, one drainer: each mutation is sent once', async () => {
    const { server, tablet } = await start();
    let active = 0;
    let most = 0;
    let tail: Promise<void> = Promise.resolve();
    const lock = (work: () => Promise<void>) => (tail = tail.then(work));
    const link = new Link(server);
    const counted = async (url: string, init?: RequestInit) => {
      most = Math.max(most, ++active);
      await new Promise((r) => setTimeout(r, 2));
      return link.fetch(url, init).finally(() => active--);
    };
    const tab = () =>
      new Engine({
        db: tablet.db,
        token: () => 't',
        app: 'test',
        fetch: counted,
        now: () => tablet.clock,
        random: () => 0,
        exclusively: lock,
        tell: () => {},
        onPause: () => {},
        onWipe: () => {},
      });
    const [one, two] = [tab(), tab()];
    for (let i = 0; i < 5; i++) await eventAdd(tablet.db, { job: JOB, kind: 'note', text: String(i) });
    await Promise.all([one.wake(), two.wake()]);
    await tail;
    one.stop();
    two.stop();
    expect(most).toBe(1);
    expect(server.requests.filter((r) => r === 'push')).toHaveLength(1);
    expect([...server.effects.values()]).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('the rescue file', () => {
  test('has every unsent and every refused mutation and the bytes of every photo', async () => {
    const { server, tablet } = await start();
    server.refuse = (m) => (m.in === 'jobs' ? 'state' : null);
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '被拒' });
    await tablet.sync();
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived', text: '到了' });
    const bytes = new Uint8Array(100_000).map((_, i) => i & 255).buffer;
    const photo = await photoAdd(tablet.db, { job: JOB, bytes, mime: 'image/jpeg', kind: 'after' });
    const file = JSON.parse(await (await rescueFile(tablet.db)).text()) as {
      lutong: string;
      user: string;
      mutations: { n: number; set: object }[];
      photos: { id: string; sha256: string; base64: string }[];
    };
    expect(file).toMatchObject({ lutong: 'rescue', user: tablet.db.userId });
    expect(file.mutations.map((m) => m.n)).toEqual([1, 2, 3]);
    expect(file.mutations[0]!.set).toEqual({ notes: '被拒' });
    expect(file.photos).toHaveLength(1);
    expect(file.photos[0]!.id).toBe(photo);
    expect(Uint8Array.from(atob(file.photos[0]!.base64), (c) => c.charCodeAt(0))).toEqual(new Uint8Array(bytes));
  });

  test('has what was typed and never stored, and says what could not be read', async () => {
    const { tablet } = await start();
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived', text: '到了' });
    const drafts = [{ what: JOB + '/notes', text: '写了一半', base: '旧' }];
    const read = async () => JSON.parse(await (await rescueFile(tablet.db, drafts)).text()) as Record<string, unknown[]>;
    expect(await read()).toMatchObject({ drafts, mutations: [{ n: 1 }], unread: [] });
    let unread = 0;
    await rescueFile(tablet.db, drafts, () => unread++);
    expect(unread).toBe(0);
    tablet.db.close();
    await rescueFile(tablet.db, drafts, () => unread++);
    expect(unread).toBeGreaterThan(0);
    const left = await read();
    expect(left).toMatchObject({ user: tablet.db.userId, drafts, mutations: [], photos: [] });
    expect(left['unread']!.length).toBeGreaterThan(0);
  });
});

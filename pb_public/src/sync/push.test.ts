import { afterEach, describe, expect, test } from 'vitest';
import { eventAdd, jobEdit, mutationRetry, runAnswer, runStart } from '../commands/index.ts';
import { applyPages } from './applyPage.ts';
import { getMeta, setMeta } from '../db/meta.ts';
import { sumOf } from '../protocol/crc32.ts';
import type { Mutation } from '../protocol/wire.ts';
import { rewind } from './settle.ts';
import { pageOf } from './testing/pages.ts';
import { FakeServer } from './testing/server.ts';
import { holds, Tablet } from './testing/tablet.ts';

const JOB = 'job000000000001';
const TEMPLATE = 'tpl000000000001';
const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));

async function start(): Promise<{ server: FakeServer; tablet: Tablet }> {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '会议室无线中断', notes: '旧', status: 'assigned' });
  server.put('templates', TEMPLATE, { key: 'leaving', version: 1 });
  const tablet = await Tablet.make(server);
  tablets.push(tablet);
  await tablet.sync();
  return { server, tablet };
}

describe('M1 numbers', () => {
  test('rise strictly, also when two writers race', async () => {
    const { tablet } = await start();
    await Promise.all(Array.from({ length: 8 }, (_, i) => eventAdd(tablet.db, { job: JOB, kind: 'note', text: String(i) })));
    const ns = (await tablet.db.outbox.toArray()).map((r) => r.n);
    expect(ns).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await getMeta(tablet.db, 'lastN')).toBe(8);
  });

  test('a local write and its outbox row are one transaction: neither stays when one fails', async () => {
    const { tablet } = await start();
    tablet.db.outbox.hook('creating', () => {
      throw new Error('power is gone');
    });
    await expect(jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' })).rejects.toThrow();
    expect((await tablet.db.jobs.get(JOB))?.notes).toBe('旧');
    expect(await getMeta(tablet.db, 'lastN')).toBe(0);
    expect(await tablet.db.shadows.count()).toBe(0);
  });

  test('one push at a time, in the order of the numbers', async () => {
    const { server, tablet } = await start();
    const seen: number[] = [];
    server.refuse = (m) => (seen.push(m.n), null);
    for (let i = 0; i < 3; i++) await eventAdd(tablet.db, { job: JOB, kind: 'note', text: String(i) });
    await Promise.all([tablet.engine.wake(), tablet.engine.wake(), tablet.sync()]);
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe('M3 was', () => {
  test('is what the screen showed, an earlier unsent edit included', async () => {
    const { tablet } = await start();
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' });
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '更新' });
    const [first, second] = await tablet.db.outbox.toArray();
    expect(first?.was).toEqual({ notes: '旧' });
    expect(second?.was).toEqual({ notes: '新' });
  });

  test('an answer of a checklist travels as its key alone', async () => {
    const { server, tablet } = await start();
    const run = await runStart(tablet.db, { job: JOB, template: TEMPLATE });
    await tablet.sync();
    server.put('runs', run, { 'answers.c1': { value: true } });
    await runAnswer(tablet.db, { run, item: 'c3', answer: { value: 7 } });
    const row = (await tablet.db.outbox.toArray()).at(-1)!;
    expect(Object.keys(row.set!)).toEqual(['answers.c3']);
    expect(row.was).toEqual({ 'answers.c3': null });
    await tablet.sync();
    expect(Object.keys(server.doc('runs', run)!['answers'] as object)).toEqual(['c1', 'c3']);
    expect(Object.keys((await tablet.db.runs.get(run))!.answers)).toEqual(['c1', 'c3']);
  });
});

describe('P1 P2 nothing lost, nothing twice', () => {
  for (const trouble of ['lost request', 'lost answer', 'twice', 'cut'] as const) {
    test(`push: ${trouble}`, async () => {
      const { server, tablet } = await start();
      await eventAdd(tablet.db, { job: JOB, kind: 'departed', text: '出发了', shared: true });
      await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' });
      tablet.link.next('push', trouble);
      await tablet.sync();
      await tablet.sync();
      expect(await tablet.pending()).toBe(0);
      expect(server.all('events')).toHaveLength(1);
      expect(server.doc('jobs', JOB)?.['notes']).toBe('新');
      expect([...server.effects.values()]).toEqual([1, 1]);
      expect(await tablet.shown()).toEqual(holds(server));
    });
  }

  test('the outbox is not emptied by an answer that never came', async () => {
    const { tablet } = await start();
    await eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' });
    tablet.link.next('push', 'lost answer');
    await tablet.sync();
    expect(await tablet.pending()).toBe(1);
    expect(tablet.news.problem).toBe('offline');
  });

  test('a replayed answer does not undo what somebody else wrote and a pull has brought since', async () => {
    const { server, tablet } = await start();
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '我的' });
    tablet.link.next('push', 'lost answer');
    await tablet.sync(); // sent, applied, but the tablet does not know
    server.put('jobs', JOB, { notes: '调度改的' });
    const doc = structuredClone(server.doc('jobs', JOB)!);
    await applyPages(tablet.db, [pageOf(`e1.${server.state.log.length}`, [{ in: 'jobs', doc }])], new Date());
    await tablet.sync();
    expect((await tablet.db.jobs.get(JOB))?.notes).toBe('调度改的');
  });

  test('what lost to another value is shown as the server has it, and the case arrives', async () => {
    const { server, tablet } = await start();
    await jobEdit(tablet.db, { job: JOB, field: 'cause', value: '端口' });
    server.put('jobs', JOB, { cause: '策略' });
    await tablet.sync();
    expect((await tablet.db.jobs.get(JOB))?.cause).toBe('策略');
    const [conflict] = await tablet.db.conflicts.toArray();
    expect(conflict).toMatchObject({ field: 'cause', mine: '端口', record: JOB });
  });
});

describe('P9 no jam', () => {
  test('a refused mutation is parked, the ones after it go through', async () => {
    const { server, tablet } = await start();
    server.refuse = (m) => (m.set?.['notes'] === '不行' ? 'not_allowed' : null);
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '不行' });
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
    await tablet.sync();
    const refused = await tablet.db.outbox.where('state').equals('refused').toArray();
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ set: { notes: '不行' }, result: { code: 'not_allowed' } });
    expect(server.all('events')).toHaveLength(1);
    expect((await tablet.db.jobs.get(JOB))?.notes).toBe('旧');
  });

  test('retry is a new mutation with a new number; the refused one points to it', async () => {
    const { server, tablet } = await start();
    server.refuse = () => 'state';
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' });
    await tablet.sync();
    server.refuse = () => null;
    await mutationRetry(tablet.db, 1);
    await tablet.sync();
    expect(server.doc('jobs', JOB)?.['notes']).toBe('新');
    expect(await tablet.db.outbox.get(1)).toMatchObject({ state: 'acked', retriedAs: 2 });
    expect(await tablet.db.outbox.where('state').equals('refused').count()).toBe(0);
  });

  test('a refusal somebody decided about needs no more attention', async () => {
    const { server, tablet } = await start();
    server.refuse = () => 'not_allowed';
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' });
    await tablet.sync();
    const aside = (await tablet.db.outbox.get(1))!.result!.aside!;
    server.put('conflicts', aside, { resolution: 'theirs' });
    await tablet.sync();
    expect(await tablet.db.outbox.where('state').equals('refused').count()).toBe(0);
  });

  test('one mutation the server cannot read is found by halving and parked; all others arrive', async () => {
    const { server, tablet } = await start();
    server.unreadable = (m: Mutation) => m.n === 6;
    for (let i = 1; i <= 9; i++) await eventAdd(tablet.db, { job: JOB, kind: 'note', text: String(i) });
    await tablet.sync();
    expect(server.all('events').map((e) => e['text'])).toEqual(['1', '2', '3', '4', '5', '7', '8', '9']);
    expect(await tablet.db.outbox.where('state').equals('refused').primaryKeys()).toEqual([6]);
  });

  test('when the server refuses every push, nothing is parked: it waits', async () => {
    const { server, tablet } = await start();
    server.fault = { status: 400, code: 'invalid', paths: ['push'] };
    await eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' });
    await tablet.engine.wake();
    expect(await tablet.db.outbox.where('state').equals('refused').count()).toBe(0);
    expect(await tablet.pending()).toBe(1);
    expect(tablet.news.problem).toBe('invalid');
  });
});

describe('echo=no', () => {
  const answers = (tablet: Tablet): string[] => {
    const texts: string[] = [];
    const { fetch } = tablet.link;
    const engine = tablet.engineOn(async (url, init) => {
      const answer = await fetch(url, init);
      if (url.includes('/pull')) texts.push(await answer.clone().text());
      return answer;
    });
    tablet.sync = () => engine.wake({ pull: true, force: true });
    return texts;
  };
  const sumHeld = async (tablet: Tablet, id: string) => (await tablet.db.sums.get('jobs/' + id[0]))?.sums[id];

  test('an edit the server applied as it was sent does not come back; it is the server’s copy', async () => {
    const { server, tablet } = await start();
    const texts = answers(tablet);
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新 <b>\u2028' });
    await jobEdit(tablet.db, { job: JOB, field: 'cause', value: '端口' });
    await tablet.sync();
    expect(texts).toHaveLength(1);
    expect(texts[0]).not.toContain('"put"');
    expect(await tablet.shown()).toEqual(holds(server));
    expect(await sumHeld(tablet, JOB)).toBe(sumOf('jobs', server.doc('jobs', JOB)!));
    expect(server.divergences).toEqual([]);
  });

  test('somebody else’s change between comes all the same', async () => {
    const { server, tablet } = await start();
    server.put('jobs', JOB, { title: '新标题' });
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' });
    await tablet.sync();
    expect(await tablet.shown()).toEqual(holds(server));
    expect(await tablet.db.jobs.get(JOB)).toMatchObject({ title: '新标题', notes: '新' });
    expect(server.divergences).toEqual([]);
  });

  test('another sum than ours: the next pull is asked for our own changes too, and only that one', async () => {
    const { server, tablet } = await start();
    const own = server.handle.bind(server);
    server.handle = async (url, init) => {
      const answer = await own(url, init);
      if (!url.includes('/push')) return answer;
      return new Response((await answer.text()).replace(/"sum":\d+/, '"sum":7'));
    };
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' });
    await tablet.sync();
    expect(server.divergences).toEqual([]);
    expect(server.queries.at(-1)!.has('echo')).toBe(false);
    expect(await sumHeld(tablet, JOB)).toBe(sumOf('jobs', server.doc('jobs', JOB)!));
    expect(await tablet.shown()).toEqual(holds(server));
    await tablet.sync();
    expect(server.queries.at(-1)!.get('echo')).toBe('no');
  });

  test('an answer that was lost is made up for when it is replayed', async () => {
    const { server, tablet } = await start();
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' });
    tablet.link.next('push', 'lost answer');
    await tablet.sync();
    await tablet.sync();
    expect(server.divergences).toEqual([]);
    expect(await sumHeld(tablet, JOB)).toBe(sumOf('jobs', server.doc('jobs', JOB)!));
    expect(await tablet.shown()).toEqual(holds(server));
  });
});

describe('M2 P7 healing after a restore from an older backup', () => {
  test('what was acknowledged after the backup is sent again, and the tablet pulls afresh', async () => {
    const { server, tablet } = await start();
    await eventAdd(tablet.db, { job: JOB, kind: 'departed' });
    await tablet.sync();
    const backup = server.snapshot();
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '到了' });
    await tablet.sync();
    server.restore(backup);
    expect(server.all('events')).toHaveLength(1);
    await eventAdd(tablet.db, { job: JOB, kind: 'restored' });
    await tablet.sync();
    expect(server.all('events').map((e) => e['kind'])).toEqual(['departed', 'arrived', 'restored']);
    expect(server.doc('jobs', JOB)).toMatchObject({ notes: '到了', status: 'restored' });
    expect(await tablet.shown()).toEqual(holds(server));
    expect(await tablet.pending()).toBe(0);
  });

  test('the server comes back and has moved past the old cursor: it says reset, and nothing is doubled', async () => {
    const { server, tablet } = await start();
    const backup = server.snapshot();
    await eventAdd(tablet.db, { job: JOB, kind: 'departed' });
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '到了' });
    await tablet.sync();
    server.restore(backup);
    for (let i = 10; i < 30; i++) server.put('sites', `site000000000${i}`, {}); // longer a log than the tablet has ever seen
    await tablet.sync();
    expect(server.all('events').map((e) => e['kind'])).toEqual(['departed']);
    expect(server.doc('jobs', JOB)?.['notes']).toBe('到了');
    expect(await tablet.shown()).toEqual(holds(server));
    expect([...server.effects.values()]).toEqual([2, 2]); // once before the loss and once after it
    await tablet.sync();
    expect(server.divergences).toEqual([]);
    expect(await tablet.db.outbox.where('state').equals('acked').count()).toBe(2);
  });

  test('rewound: the server’s last is lower, and what it has forgotten goes out once, in order', async () => {
    const { server, tablet } = await start();
    await eventAdd(tablet.db, { job: JOB, kind: 'departed' });
    await tablet.sync();
    const backup = server.snapshot();
    for (const kind of ['arrived', 'restored', 'left'] as const) await eventAdd(tablet.db, { job: JOB, kind });
    await tablet.sync();
    server.restore(backup);
    await eventAdd(tablet.db, { job: JOB, kind: 'note', text: '后来' });
    await tablet.engine.wake(); // a push, without a pull before it
    expect(server.all('events').map((e) => e['kind'])).toEqual(['departed', 'arrived', 'restored', 'left', 'note']);
    await tablet.sync();
    expect(await tablet.shown()).toEqual(holds(server));
    expect(await getMeta(tablet.db, 'acked')).toBe(5);
  });

  test('a pull tells that the server’s last is lower, without a reset: what it has forgotten is sent before the page is applied', async () => {
    const { server, tablet } = await start();
    const backup = server.snapshot();
    await eventAdd(tablet.db, { job: JOB, kind: 'departed' });
    await tablet.sync();
    server.state = { ...backup, epoch: server.state.epoch };
    for (let i = 10; i < 30; i++) server.put('sites', `site000000000${i}`, {}); // past the cursor, which it takes for one of its own
    await tablet.sync();
    expect(server.all('events')).toHaveLength(1);
    await tablet.sync();
    expect(await tablet.db.events.count()).toBe(1);
  });

  test('a tablet with nothing new notices by the reset, and sends before anything vanishes', async () => {
    const { server, tablet } = await start();
    const backup = server.snapshot();
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
    await tablet.sync();
    server.restore(backup);
    let gone = false;
    tablet.db.events.hook('deleting', () => void (gone = true));
    await tablet.sync();
    expect(server.all('events')).toHaveLength(1);
    expect(gone).toBe(false);
    expect(await tablet.shown()).toEqual(holds(server));
  });

  test('acknowledged mutations are kept 14 days, refused ones for good', async () => {
    const { server, tablet } = await start();
    server.refuse = (m) => (m.in === 'jobs' ? 'state' : null);
    await eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' });
    await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' });
    await tablet.sync();
    const days = (n: number) => (server.now += n * 86_400_000);
    days(13);
    await tablet.sync();
    expect(await tablet.db.outbox.toCollection().primaryKeys()).toEqual([1, 2]);
    days(2);
    await tablet.sync();
    expect(await tablet.db.outbox.toCollection().primaryKeys()).toEqual([2]);
  });

  test('by the server’s clock: a tablet’s that runs a month ahead for a while throws nothing away', async () => {
    const { server, tablet } = await start();
    const backup = server.snapshot();
    await eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' });
    await tablet.sync();
    tablet.clock += 30 * 86_400_000; // somebody set the wrong month
    await tablet.sync();
    tablet.clock -= 30 * 86_400_000;
    server.restore(backup);
    await tablet.sync();
    await tablet.sync();
    expect(server.all('events')).toHaveLength(1);
  });

  test('nor does one that was years behind when the work was acknowledged', async () => {
    const { server, tablet } = await start();
    tablet.clock -= 6 * 365 * 86_400_000;
    await eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' });
    await tablet.sync();
    tablet.clock = server.now;
    await tablet.sync();
    expect(await tablet.db.outbox.toCollection().primaryKeys()).toEqual([1]);
  });

  test('what was parked on the tablet itself is not sent again by a rewind', async () => {
    const { server, tablet } = await start();
    server.unreadable = (m) => m.n === 1;
    await eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' });
    await tablet.sync();
    await rewind(tablet.db, 0);
    expect((await tablet.db.outbox.get(1))?.state).toBe('refused');
  });
});

describe('M7 the status is the fold of events', () => {
  test('shown at once from unsent events, and steady while they are acknowledged', async () => {
    const { server, tablet } = await start();
    await eventAdd(tablet.db, { job: JOB, kind: 'departed' });
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
    expect((await tablet.db.jobs.get(JOB))?.status).toBe('onSite');
    tablet.link.hold('pull');
    const syncing = tablet.sync();
    const pull = await tablet.link.arrived(); // acknowledged, not yet pulled
    expect((await tablet.db.jobs.get(JOB))?.status).toBe('onSite');
    tablet.link.hold(null);
    await pull.pass();
    await syncing;
    expect((await tablet.db.jobs.get(JOB))?.status).toBe(server.doc('jobs', JOB)?.['status']);
    expect(await tablet.db.shadows.count()).toBe(0);
  });

  test('a refused event leaves no trace in the status', async () => {
    const { server, tablet } = await start();
    server.put('events', 'evt000000000001', { job: JOB, kind: 'assigned', correctedAt: '2026-11-21T07:00:00.000Z' });
    await tablet.sync();
    server.refuse = (m) => (m.set?.['kind'] === 'arrived' ? 'state' : null);
    await eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' });
    await eventAdd(tablet.db, { job: JOB, kind: 'arrived' });
    await tablet.sync();
    expect(await tablet.shown()).toEqual(holds(server));
  });

  test('corrected time: the event carries the measured offset until the server answers', async () => {
    const { tablet } = await start();
    await setMeta(tablet.db, { offset: 90_000 });
    await eventAdd(tablet.db, { job: JOB, kind: 'note', text: 'x' });
    const [event] = await tablet.db.events.toArray();
    expect(Date.parse(event!.correctedAt) - Date.parse(event!.at)).toBe(90_000);
    expect(event).toMatchObject({ by: tablet.db.userId, receivedAt: '' });
  });
});

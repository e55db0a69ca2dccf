import { afterEach, describe, expect, test } from 'vitest';
import { asHere, canonicalOf, photoAdd, signatureAdd } from '../commands/index.ts';
import type { UploadRow } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import { sha256 } from '../domain/sha256.ts';
import { Later, PhotoQueue, Refused, type Upload } from './photoQueue.ts';
import { FakeServer } from './testing/server.ts';
import { Tablet } from './testing/tablet.ts';

const JOB = 'job000000000001';
const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));

async function start(upload: Upload, random = 0): Promise<{ server: FakeServer; tablet: Tablet; queue: PhotoQueue; paused: () => number }> {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一' });
  const tablet = await Tablet.make(server);
  tablets.push(tablet);
  await tablet.sync();
  let pauses = 0;
  const queue = new PhotoQueue({
    db: tablet.db,
    upload,
    now: () => tablet.clock,
    random: () => random,
    exclusively: (work) => work(),
    onArrived: () => {},
    onPause: () => pauses++,
  });
  return { server, tablet, queue, paused: () => pauses };
}

const bytes = new Uint8Array([137, 80, 78, 71]).buffer;
const take = (t: Tablet) => photoAdd(t.db, { job: JOB, bytes, mime: 'image/png', kind: 'after' });

describe('U1 the tablet keeps its own copy until a pulled record says stored with the same hash', () => {
  test('uploaded is not stored', async () => {
    const sent: UploadRow[] = [];
    const { server, tablet, queue } = await start(async (u) => void sent.push(u));
    const id = await take(tablet);
    await tablet.sync();
    await queue.run();
    expect(sent.map((u) => u.id)).toEqual([id]);
    await tablet.sync();
    expect(await tablet.db.blobs.get(id)).toBeDefined();
    server.put('photos', id, { state: 'stored', sha256: await sha256('other bytes') });
    await tablet.sync();
    expect(await tablet.db.blobs.get(id)).toBeDefined();
    server.put('photos', id, { state: 'stored', sha256: await sha256(bytes) });
    await tablet.sync();
    expect(await tablet.db.blobs.get(id)).toBeUndefined();
    expect(await tablet.db.uploads.count()).toBe(0);
  });

  test('small ones go first', async () => {
    const sent: number[] = [];
    const { tablet, queue } = await start(async (u) => void sent.push(u.size));
    for (const size of [900, 30, 400])
      await photoAdd(tablet.db, { job: JOB, bytes: new ArrayBuffer(size), mime: 'image/png', kind: 'after' });
    await tablet.sync();
    await queue.run();
    expect(sent).toEqual([30, 400, 900]);
  });

  test('the record goes first', async () => {
    const sent: string[] = [];
    const { tablet, queue } = await start(async (u) => void sent.push(u.id));
    await take(tablet);
    await queue.run();
    expect(sent).toEqual([]);
  });

  test('if the record never says stored, the bytes are offered again', async () => {
    let times = 0;
    const { tablet, queue } = await start(async () => void times++);
    await take(tablet);
    await tablet.sync();
    await queue.run();
    await queue.run();
    expect(times).toBe(1);
    tablet.clock += 11 * 60_000;
    await queue.run();
    expect(times).toBe(2);
  });
});

describe('U2 a broken upload', () => {
  test('is tried again later, from where it broke', async () => {
    const urls: string[] = [];
    let fail = true;
    const { tablet, queue } = await start(async (u, _bytes, onUrl) => {
      urls.push(u.uploadUrl);
      onUrl('/uploads/1');
      await new Promise((r) => setTimeout(r, 5));
      if (fail) throw new Fault('offline');
    });
    await take(tablet);
    await tablet.sync();
    await queue.run();
    await queue.run(); // too early
    fail = false;
    tablet.clock += 60_000;
    await queue.run();
    expect(urls).toEqual(['', '/uploads/1']);
    expect((await tablet.db.uploads.toArray())[0]).toMatchObject({ sent: true });
  });

  test('401 pauses and keeps everything', async () => {
    const { tablet, queue, paused } = await start(() => Promise.reject(new Fault('unauthorized')));
    await take(tablet);
    await tablet.sync();
    await queue.run();
    expect(paused()).toBe(1);
    expect(await tablet.db.blobs.count()).toBe(1);
  });
});

describe('a server that wants to be left alone, a line that is down', () => {
  /** Two photos, whose uploads fail with what `failing` holds. */
  async function two(random = 0) {
    const failing: { with: Error | null } = { with: null };
    const tried: number[] = [];
    const all = await start(async (u) => {
      tried.push(u.size);
      if (failing.with) throw failing.with;
    }, random);
    for (const size of [10, 20])
      await photoAdd(all.tablet.db, { job: JOB, bytes: new ArrayBuffer(size), mime: 'image/png', kind: 'after' });
    await all.tablet.sync();
    return { ...all, failing, tried };
  }

  for (const code of ['slow_down', 'unavailable'] as const)
    test(`${code} with Retry-After holds every photo for so long, also over a tap and a restart`, async () => {
      const { tablet, queue, failing, tried } = await two();
      failing.with = new Fault(code, '', 3_600_000);
      await queue.run();
      await queue.run({ force: true });
      const restarted = new PhotoQueue({ ...queue['o'] });
      tablet.clock += 3_599_000;
      await restarted.run({ force: true });
      expect(tried).toEqual([10]);
      failing.with = null;
      tablet.clock += 2_000;
      await restarted.run();
      expect(tried.length).toBe(3);
    });

  test('those who were told the same do not return in step: later by chance, never earlier', async () => {
    const { tablet, queue, failing, tried } = await two(0.8);
    failing.with = new Fault('slow_down', '', 100_000);
    await queue.run();
    tablet.clock += 119_000;
    await queue.run();
    expect(tried).toEqual([10]);
    tablet.clock += 2_000;
    await queue.run();
    expect(tried.length).toBe(2);
  });

  test('a dead line is tried less and less often, with one photo; its return is used at once', async () => {
    const { tablet, queue, failing, tried } = await two();
    failing.with = new Fault('offline');
    const began = tablet.clock;
    const at: number[] = [];
    for (let i = 0; i < 40; i++) {
      const before = tried.length;
      await queue.run();
      if (tried.length > before) at.push((tablet.clock - began) / 1000);
      tablet.clock += 1_000;
    }
    expect(at).toEqual([0, 2, 6, 14, 30]);
    expect(new Set(tried)).toEqual(new Set([10]));
    failing.with = null;
    await queue.run({ force: true });
    expect(tried.slice(-2)).toEqual([10, 20]);
  });

  test('a photo at which the server fails does not hold up the next one for good', async () => {
    const { tablet, queue, failing, tried } = await two();
    failing.with = new Fault('unavailable');
    await queue.run();
    await queue.run(); // at once: neither
    failing.with = null;
    tablet.clock += 1_999;
    await queue.run({ force: true });
    expect(tried).toEqual([10, 20]);
  });

  test('too early for one photo is not too early for the next', async () => {
    const { queue, failing, tried } = await two();
    failing.with = new Later('photo_unknown');
    await queue.run();
    expect(tried).toEqual([10, 20]);
  });

  test('a clock that was years ahead and has been put right holds nothing up', async () => {
    const { tablet, queue, failing, tried } = await two();
    const right = tablet.clock;
    tablet.clock += 4 * 365 * 86_400_000;
    failing.with = new Fault('unavailable', '', 60_000);
    await queue.run();
    tablet.clock = right;
    failing.with = null;
    await queue.run();
    expect(tried.slice(1)).toEqual([10, 20]);
  });
});

describe('U3', () => {
  test('a photo the server will never take does not block the next one; its bytes stay and it says why', async () => {
    const sent: string[] = [];
    const { tablet, queue } = await start(async (u) => {
      if (sent.push(u.id) === 1) throw new Refused('not_an_image');
    });
    await take(tablet);
    await take(tablet);
    await tablet.sync();
    await queue.run();
    expect(sent).toHaveLength(2);
    const refused = (await tablet.db.uploads.toArray()).find((u) => u.problem);
    expect(refused).toMatchObject({ id: sent[0], problem: 'not_an_image' });
    expect(await tablet.db.blobs.count()).toBe(2);
  });

  test('bytes that rotted in storage are not sent', async () => {
    const sent: string[] = [];
    const { tablet, queue } = await start(async (u) => void sent.push(u.id));
    const id = await take(tablet);
    await tablet.sync();
    await tablet.db.blobs.update(id, { bytes: new ArrayBuffer(4) });
    await queue.run();
    expect(sent).toEqual([]);
    expect((await tablet.db.uploads.get(id))?.problem).toBe('bytes_damaged');
  });
});

describe('U6 a signature', () => {
  test('is strokes, picture, signed text with its hash, and the event, all or nothing', async () => {
    const { tablet } = await start(async () => {});
    await signatureAdd(tablet.db, { job: JOB, signer: '张经理', role: '部门经理', strokes: [{ points: [] }], png: bytes, lang: 'zh-CN' });
    const [signature] = await tablet.db.signatures.toArray();
    expect(signature!.signed).toMatch(/^服务确认单 \[1 zh-CN UTC/);
    expect(signature!.signedHash).toBe(await sha256(signature!.signed));
    expect(await tablet.db.photos.get(signature!.photo)).toMatchObject({ kind: 'signature', state: 'waiting' });
    expect((await tablet.db.jobs.get(JOB))?.status).toBe('signed');
    expect(await tablet.pending()).toBe(3);
  });

  test('is not taken of another text than was shown', async () => {
    const { tablet } = await start(async () => {});
    const args = { job: JOB, signer: '张', role: '', strokes: [], png: bytes, lang: 'zh-CN' as const };
    await expect(signatureAdd(tablet.db, { ...args, shown: '服务确认单' })).rejects.toThrow('sheet_changed');
    expect(await tablet.db.signatures.count()).toBe(0);
    expect(await tablet.pending()).toBe(0);
    await signatureAdd(tablet.db, { ...args, shown: await canonicalOf(tablet.db, JOB, asHere('zh-CN')) });
    expect(await tablet.db.signatures.count()).toBe(1);
  });

  test('a refusal to sign keeps the reason and does not move the status', async () => {
    const { tablet } = await start(async () => {});
    const empty = new ArrayBuffer(0);
    await signatureAdd(tablet.db, { job: JOB, signer: '张', role: '', strokes: null, png: empty, refused: true, reason: '要等领导' });
    expect((await tablet.db.signatures.toArray())[0]).toMatchObject({ refused: true, reason: '要等领导', photo: '' });
    expect((await tablet.db.jobs.get(JOB))?.status).toBe('new');
  });
});

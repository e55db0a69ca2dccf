// The worker's part on a real local database and a server of files (kb/segment/testdata).
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import articles from '../../../kb/search/testdata/articles.json';
import life from '../../../kb/segment/testdata/life.json';
import { LutongDB } from '../db/db.ts';
import { sha256 } from '../domain/sha256.ts';
import { changeSums } from '../sync/sums.ts';
import { searchDoc } from './holder.ts';
import { Keeper, type State } from './keeper.ts';
import { ANALYSIS, FORMAT } from './segment.ts';
import { bytesOf } from './testing.ts';
import { watchArticles } from './watch.ts';

const HEADERS = { Authorization: 'token', 'X-Device': 'device' };
const name = async (file: string) => (await sha256(bytesOf(file).buffer as ArrayBuffer)).slice(0, 32);
type Moment = (typeof life)[number];
const [aBase, , twoDeltas] = life as unknown as [Moment, Moment, Moment];

let db: LutongDB;
let keeper: Keeper;
let asked: string[];
/** What the server has, and answers instead of a file. */
let server: { files: string[]; analysis: number; instead: (() => Response) | null };

beforeEach(() => {
  db = new LutongDB('k' + Math.random());
  asked = [];
  server = { files: [], analysis: ANALYSIS, instead: null };
  keeper = new Keeper(async (url, init) => {
    expect(init?.headers).toEqual(HEADERS);
    asked.push(url);
    if (url === '/api/kb/index') {
      const segments = await Promise.all(server.files.map(async (f) => ({ id: await name(f), bytes: 1, docs: 1 })));
      return Response.json({ format: FORMAT, analysis: server.analysis, segments });
    }
    if (server.instead) return server.instead();
    for (const f of server.files) if (url === '/api/kb/index/' + (await name(f))) return new Response(bytesOf(f) as BodyInit);
    return new Response(null, { status: 404 });
  });
});

afterEach(() => db.close());

const other = { level: '', phase: '', confidence: 'validated', owner: '', reviewBy: '', html: '', version: 1 };

/** What a pull brought, all at once. */
async function hold({ held, edits }: Moment): Promise<void> {
  const now = new Map(articles.map((a) => [a.id, searchDoc(a)]));
  for (const edit of edits) now.set(edit.id, searchDoc({ ...now.get(edit.id), ...edit }));
  await db.transaction('rw', db.articles, db.sums, async () => {
    const gone = ((await db.articles.toCollection().primaryKeys()) as string[]).filter((id) => !(id in held));
    await db.articles.bulkDelete(gone);
    await db.articles.bulkPut(Object.keys(held).map((id) => ({ ...now.get(id)!, ...other })) as never[]);
    const sums = Object.entries(held).map(([id, sum]) => ({ in: 'articles', id, sum: sum as number }));
    await changeSums(db, [...sums, ...gone.map((id) => ({ in: 'articles', id, sum: null }))]);
  });
}

async function likeTheServer({ finds }: Moment): Promise<void> {
  const some = finds.filter((_, i) => i % 7 === 0); // life.test.ts goes through all
  for (const { text, total, hits, ...rest } of some) {
    const filters = Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== undefined));
    const found = await keeper.search({ text, ...filters });
    expect({ text, total: found.total, hits: found.hits.flatMap(({ id, score }) => [id, score]) }).toEqual({ text, total, hits });
  }
}

const files = (list: string[]) => Promise.all(list.map(name));
const settled = (want: (s: State) => boolean) => vi.waitFor(() => expect(want(keeper.state())).toBe(true), { timeout: 20_000 });

test('a database that is not there yet has nothing, and is not made', async () => {
  expect(await keeper.follow('lutong-nobody', HEADERS)).toEqual({ size: 0, ahead: 0, files: [] });
  expect((await indexedDB.databases()).map((d) => d.name)).not.toContain('lutong-nobody');
  expect((await keeper.search({ text: 'AP' })).total).toBe(0);
});

test('without a file, and without asking, the tablet does it by itself', async () => {
  await hold(aBase);
  const done = keeper.follow(db.name, null);
  await likeTheServer(aBase); // the first search waits
  expect(await done).toEqual({ size: articles.length, ahead: articles.length, files: [] });
  expect(asked).toEqual([]);
});

describe('with a server', () => {
  test('the files come once, and say it all', async () => {
    await hold(aBase);
    server.files = aBase.files;
    await keeper.follow(db.name, HEADERS);
    await settled((s) => s.files.length === 1 && s.ahead === 0);
    await likeTheServer(aBase);
    expect(asked).toHaveLength(2);
    await keeper.follow(db.name, HEADERS);
    expect(asked).toHaveLength(2);

    const again = new Keeper(() => Promise.reject(new Error('no network')));
    expect(await again.follow(db.name, HEADERS)).toEqual({ size: articles.length, ahead: 0, files: await files(aBase.files) });
  });

  test('articles that came by sync are there at once; the deltas are fetched, not the base again', async () => {
    await hold(aBase);
    server.files = aBase.files;
    await keeper.follow(db.name, HEADERS);
    await settled((s) => s.ahead === 0);
    server.files = twoDeltas.files;
    await hold(twoDeltas);
    asked = [];
    await keeper.follow(db.name, HEADERS);
    await likeTheServer(twoDeltas);
    await settled((s) => s.files.length === 3 && s.ahead === 0);
    await likeTheServer(twoDeltas);
    expect(asked).toEqual(['/api/kb/index', ...(await files(twoDeltas.files.slice(1))).map((id) => '/api/kb/index/' + id)]);
  });

  test('after the server made one file of many, the others go', async () => {
    await hold(twoDeltas);
    for (const [place, file] of twoDeltas.files.entries()) {
      await db.indexFiles.put({ id: await name(file), place, bytes: bytesOf(file).buffer as ArrayBuffer });
    }
    expect((await keeper.follow(db.name, null)).ahead).toBe(0);
    server.files = ['base.seg'];
    await hold(aBase);
    await changeSums(
      db,
      articles.slice(0, 16).map(({ id }) => ({ in: 'articles', id, sum: 1 })),
    );
    await keeper.follow(db.name, HEADERS);
    await settled((s) => s.files.length === 1);
    expect(await db.indexFiles.count()).toBe(1);
    await likeTheServer(aBase);
  });

  test('a few articles are no reason to ask; sixteen are, also when they came one by one', async () => {
    await hold(aBase);
    server.files = aBase.files;
    await keeper.follow(db.name, HEADERS);
    await settled((s) => s.ahead === 0);
    asked = [];
    for (let i = 0; i < 16; i++) {
      expect(asked, `after ${i}`).toEqual([]);
      await db.articles.put({ ...searchDoc({ id: 'n' + i, title: 'neu' }), ...other } as never);
      await changeSums(db, [{ in: 'articles', id: 'n' + i, sum: i }]);
      await keeper.follow(db.name, HEADERS);
    }
    await vi.waitFor(() => expect(asked).toEqual(['/api/kb/index']));
    expect((await keeper.search({ text: 'neu' })).total).toBe(16);
    await settled(() => true);
    await keeper.follow(db.name, HEADERS);
    expect(asked).toEqual(['/api/kb/index']); // it had no more
  });

  test.each([
    ['damaged', () => new Response(bytesOf('delta2.seg') as BodyInit)],
    ['gone meanwhile', () => new Response(null, { status: 404 })],
    ['cut', () => new Response(bytesOf('base.seg').slice(0, 999) as BodyInit)],
  ])('a file that comes %s is not kept, and fetched another time', async (_, instead) => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    await hold(aBase);
    server = { ...server, files: aBase.files, instead };
    await keeper.follow(db.name, HEADERS);
    await vi.waitFor(() => expect(asked.length).toBeGreaterThanOrEqual(2));
    await likeTheServer(aBase);
    expect(await db.indexFiles.count()).toBe(0);
    server.instead = null;
    await vi.waitFor(async () => {
      await keeper.follow(db.name, HEADERS);
      expect(keeper.state().files).toHaveLength(1);
    });
    await likeTheServer(aBase);
  });

  test.each([
    ['dead', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['cut in a file', () => Promise.resolve({ ok: true, arrayBuffer: () => Promise.reject(new TypeError('network error')) } as never)],
  ])('a line that is %s is no error to be told, and is tried again', async (how, instead) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    warn.mockClear();
    await hold(aBase);
    let tries = 0;
    const away = new Keeper((url) => {
      const list = url === '/api/kb/index';
      if (list) tries++;
      if (list && how !== 'dead')
        return Promise.resolve(Response.json({ format: FORMAT, analysis: ANALYSIS, segments: [{ id: 'x', bytes: 1, docs: 1 }] }));
      return instead();
    });
    await vi.waitFor(async () => {
      await away.follow(db.name, HEADERS);
      expect(tries).toBeGreaterThanOrEqual(2);
    });
    expect(warn.mock.calls).toEqual([]);
  });

  test('a device that says it is offline does not ask: the browser would log each request', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    try {
      await hold(aBase);
      server.files = aBase.files;
      await keeper.follow(db.name, HEADERS);
      expect(asked).toEqual([]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test('files of another analysis are left alone', async () => {
    await hold(aBase);
    server = { ...server, files: aBase.files, analysis: ANALYSIS + 1 };
    await keeper.follow(db.name, HEADERS);
    await vi.waitFor(() => expect(asked).toEqual(['/api/kb/index']));
    expect(keeper.state()).toEqual({ size: articles.length, ahead: articles.length, files: [] });
  });
});

describe('what is kept', () => {
  beforeEach(async () => {
    await hold(aBase);
    const bytes = bytesOf('base.seg').buffer as ArrayBuffer;
    await db.indexFiles.put({ id: await name('base.seg'), place: 0, bytes });
  });

  const found = async (text: string) => (await keeper.search({ text, limit: 100 })).hits.map((h) => h.id);

  test('a file that rotted goes', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    await db.indexFiles.put({ id: 'rotten', place: 1, bytes: new ArrayBuffer(9) });
    const state = await keeper.follow(db.name, null);
    expect(state).toMatchObject({ ahead: 0, files: [await name('base.seg')] });
    expect(await db.indexFiles.count()).toBe(1);
    await likeTheServer(aBase);
  });

  test('an article that is not held any more is not found, whatever the file says', async () => {
    await keeper.follow(db.name, null);
    const [first] = await found('capwap');
    await db.articles.delete(first!);
    expect(await found('capwap')).not.toContain(first); // at once
    await keeper.follow(db.name, null);
    expect(keeper.state().size).toBe(articles.length - 1);
    expect(await found('capwap')).not.toContain(first);
    await changeSums(db, [{ in: 'articles', id: first!, sum: null }]);
    await keeper.follow(db.name, null);
    expect(await found('capwap')).not.toContain(first);
  });

  test('unsent work overrides what the file says, and a draft is found; both as they read here', async () => {
    const [one] = articles;
    const doc = { ...searchDoc(one!), ...other };
    await db.shadows.put({ in: 'articles', id: one!.id, doc: doc as never, dropped: false });
    await db.articles.put({ ...doc, title: 'xyzzy eins' } as never);
    await db.shadows.put({ in: 'articles', id: 'draft', doc: null, dropped: false });
    await db.articles.put({ ...searchDoc({ id: 'draft', title: 'xyzzy zwei' }), ...other, confidence: 'draft' } as never);
    expect(await keeper.follow(db.name, null)).toMatchObject({ size: articles.length + 1, ahead: 0 });
    expect((await found('xyzzy')).sort()).toEqual([one!.id, 'draft'].sort());
    await db.articles.update('draft', { title: 'plugh' });
    await keeper.follow(db.name, null);
    expect(await found('plugh')).toEqual(['draft']);
    expect(await found('xyzzy')).toEqual([one!.id]);
  });

  test('an archived article is not found', async () => {
    await db.articles.update(articles[0]!.id, { confidence: 'archived' });
    await changeSums(db, [{ in: 'articles', id: articles[0]!.id, sum: 1 }]);
    expect((await keeper.follow(db.name, null)).size).toBe(articles.length - 1);
  });

  test('another person has a database, and an index, of their own', async () => {
    await keeper.follow(db.name, null);
    const theirs = new LutongDB('other' + Math.random());
    await theirs.articles.put({ ...searchDoc({ id: 'x', title: 'nur dort' }), ...other } as never);
    expect(await keeper.follow(theirs.name, null)).toEqual({ size: 1, ahead: 0, files: [] });
    expect(await found('capwap')).toEqual([]);
    theirs.close();
  });

  test('the worker lets go when a newer app brings a newer database', async () => {
    await keeper.follow(db.name, null);
    db.close();
    const newer = indexedDB.open(db.name, 1000);
    await new Promise((resolve, reject) => {
      newer.onsuccess = resolve;
      newer.onblocked = reject;
    });
    newer.result.close();
  });
});

describe('P4 another user signs in', () => {
  const dbOf = async (title: string): Promise<LutongDB> => {
    const theirs = new LutongDB('k' + Math.random());
    await theirs.articles.put({ ...searchDoc({ id: 'x', title, body: title, lang: 'zh-CN' }), ...other } as never);
    return theirs;
  };

  test('while the index of the one before is brought up to date: no search or suggestion is answered from it', async () => {
    const [anna, bert] = [await dbOf('安娜的草稿 掉线'), await dbOf('无线')];
    await keeper.follow(anna.name, null);
    expect((await keeper.search({ text: '掉线' })).total).toBe(1);
    void keeper.follow(anna.name, null); // a pull changed articles a moment ago
    void keeper.follow(bert.name, null);
    const found = await Promise.all([
      keeper.search({ text: '掉线' }).then(({ hits }) => hits.map(({ title }) => title)),
      keeper.suggest('安', 'zh-CN'),
      keeper.suggest('安', 'zh-CN'),
    ]);
    expect(found).toEqual([[], [], []]);
    anna.close();
    bert.close();
  });

  test('while the files of the one before are on their way: theirs are asked for all the same', async () => {
    await hold(aBase);
    server.files = aBase.files;
    const bert = new LutongDB('k' + Math.random());
    await bert.open();
    let answer = () => {};
    const slow = new Promise<Response>((resolve) => (answer = () => resolve(Response.json({ format: FORMAT, analysis: 0, segments: [] }))));
    const who: unknown[] = [];
    const shared = new Keeper((_, init) => {
      who.push((init?.headers as Record<string, string>)['Authorization']);
      return who.length === 1 ? slow : Promise.reject(new TypeError('down'));
    });
    await shared.follow(db.name, { Authorization: 'anna' });
    await bert.articles.bulkPut(await db.articles.toArray());
    await shared.follow(bert.name, { Authorization: 'bert' });
    expect(new Set(who)).toEqual(new Set(['anna', 'bert']));
    answer();
    bert.close();
  });
});

test('every change of an article is told, and of nothing else', async () => {
  let told = 0;
  const stop = watchArticles(db.name, () => told++);
  await hold(aBase);
  await db.articles.update(articles[0]!.id, { title: '改过' });
  expect(told).toBeGreaterThanOrEqual(2);
  told = 0;
  await db.customers.put({ id: 'c' } as never);
  expect(told).toBe(0);
  stop();
});

// What tabletindex.mjs measures, in the page itself, because a browser slows down only that: the search worker's own code on the local
// database, without the worker.
import { LutongDB } from '../../src/db/db.ts';
import { Keeper } from '../../src/search/keeper.ts';
import { changeSums } from '../../src/sync/sums.ts';

type Row = { id: string; sum: number };

const nobody = () => Promise.reject(new Error('no network'));
const get = async (name: string) => fetch('/' + name);
const json = async <T>(name: string) => (await get(name)).json() as Promise<T>;
let keeper = new Keeper(nobody);
let texts: string[] = [];

async function put(db: LutongDB, rows: Row[]): Promise<void> {
  await db.articles.bulkPut(rows as never[]);
  await changeSums(
    db,
    rows.map(({ id, sum }) => ({ in: 'articles', id, sum })),
  );
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

const steps = {
  /** A tablet that has synced, with or without the file. */
  async prepare({ name, files }: { name: string; files: boolean }) {
    const db = new LutongDB(name);
    await put(db, await json<Row[]>('articles.json'));
    if (files) await db.indexFiles.put({ id: 'base', place: 0, bytes: await (await get('base.seg')).arrayBuffer() });
    db.close();
  },
  /** The app is started and somebody goes to the search. */
  async open(name: string) {
    keeper = new Keeper(nobody);
    texts = await json<string[]>('queries.json'); // so that the first of them can be asked at once
    return timed(() => keeper.follow('lutong-' + name, null));
  },
  async queries(most = Infinity) {
    const times: number[] = [];
    let found = 0;
    for (const text of texts.slice(0, most)) {
      const { ms, result } = await timed(() => keeper.search({ text, prefer: 'zh-CN' }));
      times.push(ms);
      found += Math.min(1, result.total);
    }
    return { times, found };
  },
  /** Articles are edited elsewhere and arrive by sync; then the file of them comes. */
  async edit(name: string) {
    const db = new LutongDB(name);
    await put(db, await json<Row[]>('later.json'));
    const analysed = await timed(() => keeper.follow(db.name, null));
    await db.indexFiles.put({ id: 'delta', place: 1, bytes: await (await get('delta.seg')).arrayBuffer() });
    const merged = await timed(() => keeper.follow(db.name, null));
    db.close();
    return { analysed, merged };
  },
};

Object.assign(window, { steps });
export type Steps = typeof steps;

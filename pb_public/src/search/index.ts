// Search over the articles on this tablet, with or without a server. The index lives in a worker, which is started when the first database
// is followed and kept in step from then on. The server ranks alike (kb/search).
//
//   const stop = followArticles(db)            after sign-in; stop() at sign-out
//   const { total, hits } = await search({ text: 'AP 掉线', lang: 'zh-CN' })
//
// hits[].snippet is escaped HTML with <mark>, to be shown with {@html}.
import type { LutongDB } from '../db/db.ts';
import { scriptUrl } from '../state/trusted.ts';
import { deviceId } from '../db/meta.ts';
import { session } from '../state/session.svelte.ts';
import type { Query } from './articleIndex.ts';
import type { Asked } from './asked.ts';
import type { Hit, Result } from './holder.ts';
import type { LikeArticle } from './likeArticles.ts';
import type { LikeJob } from './likeJobs.ts';
import type { Reply, Request } from './protocol.ts';
import type { Draft } from './record.ts';
import type { Words } from './own.ts';
import type { RecordQuery, RecordResult } from './recordIndex.ts';
import type { Suggestion } from './suggest.ts';
import { TABLES, type TableName } from './tables.ts';
import { watchTables } from './watch.ts';
import workerUrl from './search.worker.ts?worker&url';

export type { Hit as SearchHit, Query as SearchQuery, Result as SearchResult };

/** A pull brings articles page by page: they are read once it has been quiet for so long (ms). */
const SETTLE = 400;

type Body<R> = R extends { n: number } ? Omit<R, 'n'> : never;
type Waiting = { resolve(reply: Reply): void; reject(e: Error): void };

/** One that cannot be loaded is tried again after so long (ms), and twice as long each time. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 5 * 60_000;

let worker: Worker | null = null;
/** How many in a row stopped without an answer. */
let stops = 0;
let restarting: ReturnType<typeof setTimeout> | undefined;
let last = 0;
const waiting = new Map<number, Waiting>();

function ask(body: Body<Request>): Promise<Reply> {
  if (!worker) begin();
  const n = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(n, { resolve, reject });
    worker!.postMessage({ ...body, n });
  });
}

/** Also in the pause after one that stopped: who searches does not wait for its end. */
function begin(): void {
  clearTimeout(restarting);
  worker = start();
  if (stops === 0) return;
  if (followed) void ask({ op: 'follow', db: followed, headers: null }).catch(() => undefined);
  records?.readAgain();
}

function start(): Worker {
  const w = new Worker(scriptUrl(workerUrl), { type: 'module', name: 'search' });
  w.onmessage = ({ data }: MessageEvent<Reply>) => {
    stops = 0;
    const asked = waiting.get(data.n);
    waiting.delete(data.n);
    if (data.error) asked?.reject(new Error(data.error));
    else asked?.resolve(data);
  };
  w.onerror = () => {
    if (w !== worker) return;
    w.terminate();
    worker = null;
    for (const asked of waiting.values()) asked.reject(new Error('the search worker stopped'));
    waiting.clear();
    records?.lost();
    restarting = setTimeout(() => followed && begin(), Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** stops++));
  };
  return w;
}

/** Finds and ranks; an empty text finds nothing. tryOut: words in place of those the trainers keep. Waits for an index that is still being made. */
export async function search(query: Query, tryOut?: Words): Promise<Result> {
  await told;
  const { text, kind, lang, vendor, model, tag, prefer, limit } = query; // a state of the page does not pass to a worker as it is
  return (await ask({ op: 'search', query: { text, kind, lang, vendor, model, tag, prefer, limit }, ...(tryOut ? { tryOut } : {}) }))
    .result!;
}

/** What may have been begun in the box. */
export async function suggest(text: string, lang: string): Promise<Suggestion[]> {
  await told;
  return (await ask({ op: 'suggest', text, lang })).suggestions!;
}

/** Finds among the records of the tablet; waits for those that followRecords is reading. */
export async function findRecords(query: RecordQuery, drafts: Draft[]): Promise<RecordResult> {
  const { text, group, limit } = query;
  return (await ask({ op: 'find', find: { text, ...(group ? { group } : {}), ...(limit ? { limit } : {}) }, drafts })).found!;
}

/** Articles that fit a job, and jobs that are like it; waits as search and findRecords do. */
export async function likeArticles(asked: Asked): Promise<LikeArticle[]> {
  await told;
  return (await ask({ op: 'likeArticles', asked })).likeArticles!;
}
export async function likeJobs(asked: Asked): Promise<LikeJob[]> {
  return (await ask({ op: 'likeJobs', asked })).likeJobs!;
}

/** Keeps the records of the one box in step while it is open. What changes while it is closed is read when it is opened again. */
export function followRecords(db: LutongDB, changed: () => void): () => void {
  records ??= watchRecords(db);
  if (records.db !== db.name) {
    records.stop();
    records = watchRecords(db);
  }
  return records.open(changed);
}

let records: ReturnType<typeof watchRecords> | null = null;

function watchRecords({ name }: LutongDB) {
  const dirty = new Set<TableName>(TABLES);
  const open = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const read = (): void => {
    timer = undefined;
    const tables = [...dirty];
    dirty.clear();
    ask({ op: 'records', db: name, tables }).then(
      () => open.forEach((tell) => tell()),
      (e) => {
        console.warn('records to search', e);
        for (const table of tables) dirty.add(table);
      },
    );
  };
  const stop = watchTables(name, TABLES, (table) => {
    dirty.add(table);
    if (open.size > 0) timer ??= setTimeout(read, SETTLE);
  });
  return {
    db: name,
    stop,
    open(changed: () => void): () => void {
      const tell = () => changed();
      open.add(tell);
      if (dirty.size > 0) read();
      return () => {
        open.delete(tell);
        if (open.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
    /** The worker that had read them is gone. */
    lost(): void {
      for (const table of TABLES) dirty.add(table);
    },
    readAgain(): void {
      if (open.size > 0 && dirty.size > 0) read();
    },
  };
}

let followed = '';
/** Once the worker has been told what to follow: a search that came before would find nothing. */
let told: Promise<void> = Promise.resolve();

/** Keeps the index in step with a database's articles: the worker reads them itself, at once and soon after they changed. */
export function followArticles(db: LutongDB): () => void {
  followed = db.name;
  let stopped = false;
  let posted = () => {};
  told = new Promise((resolve) => (posted = resolve));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading = Promise.resolve();
  const read = () => {
    timer = undefined;
    reading = reading
      .then(async () => {
        const who = await headers(db);
        if (stopped) return;
        const following = ask({ op: 'follow', db: db.name, headers: who });
        posted();
        await following;
      })
      .then(
        () => undefined,
        (e) => {
          posted(); // who waits shall not wait for ever
          console.warn('search index', e);
        },
      );
  };
  const soon = () => (timer ??= setTimeout(read, SETTLE));
  const unwatch = watchTables(db.name, ['articles', 'searchWords'], soon);
  window.addEventListener('online', soon); // files of the index may be had now
  read();
  return () => {
    stopped = true;
    posted();
    clearTimeout(timer);
    unwatch();
    window.removeEventListener('online', soon);
    if (followed === db.name) followed = '';
  };
}

/** Who asks the server, at the time of asking; null: nobody who may. */
async function headers(db: LutongDB): Promise<Record<string, string> | null> {
  if (session.status !== 'signedIn' || session.db !== db) return null;
  return { Authorization: session.token(), 'X-Device': await deviceId(db) };
}

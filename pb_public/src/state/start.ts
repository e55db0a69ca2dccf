// Puts the engine to work in a browser: what wakes it, what it tells the screens. Loaded after the first paint.
import { liveQuery } from 'dexie';
import { needsPerson, waiting } from '../db/attention.ts';
import type { LutongDB } from '../db/db.ts';
import { deviceId, getMeta } from '../db/meta.ts';
import { clock } from './clock.svelte.ts';
import { session } from './session.svelte.ts';
import { draftsOf } from './draft.ts';
import { checkStorage } from './storage.svelte.ts';
import { onSyncNow, tellSync } from './sync.svelte.ts';
import { Engine, type EngineNews } from '../sync/engine.ts';
import { exclusively } from '../sync/locks.ts';
import { PhotoQueue } from '../sync/photoQueue.ts';
import { listen } from '../sync/poke.ts';
import { tellSearches } from '../sync/searchQueue.ts';
import { listenForWakes, TICK } from './wake.ts';

/** With a living line for pokes, a pull by the clock alone is a safety net. */
const PULL_ANYWAY = 5 * 60_000;
const LINE_DEAD = 45_000;
const HIDDEN_LINE = 60_000;
const COUNT_AGAIN = 5_000;

export interface Running {
  resume(): void;
  stop(): void;
}

export function startSync(db: LutongDB): Running {
  const over = new AbortController();
  const common = { db, now: () => Date.now(), random: () => Math.random(), onPause: () => void session.pause() };
  /** When the line for pokes last gave a sign of life; 0: not yet. Another tab holding it counts as alive. */
  let life = Infinity;

  const engine = new Engine({
    ...common,
    token: session.token,
    app: __APP_VERSION__,
    fetch: (url, init) => fetch(url, init),
    exclusively: (work) => exclusively('lutong-drain-' + db.userId, work),
    tell: ({ offset, ...news }: EngineNews) => {
      if (offset !== undefined) clock.setOffset(offset);
      tellSync(news);
    },
    onWipe: () => void session.wipe(),
  });
  const photos = new PhotoQueue({
    ...common,
    exclusively: (work) => exclusively('lutong-photos-' + db.userId, work),
    upload: async (upload, bytes, onUrl) => {
      const { uploadByTus } = await import('../sync/tus.ts');
      const endpoint = location.origin + '/uploads';
      await uploadByTus(upload, bytes, onUrl, { endpoint, device: await deviceId(db), token: session.token, signal: over.signal });
    },
    onArrived: () => void wake({ pull: true }),
  });

  const wake = async (hint: { pull?: boolean; force?: boolean }) => {
    await engine.wake(hint);
    if (session.status !== 'signedIn') return;
    await photos.run(hint);
    await tellSearches({ ...common, token: session.token, fetch: (url, init) => fetch(url, init) }).catch(() => {}); // the next wake tries again
    void keep();
  };
  let keeping = false;
  /** The pictures of others' photos and of articles come when everything else is done. */
  const keep = async () => {
    if (keeping || session.status !== 'signedIn' || over.signal.aborted) return;
    keeping = true;
    try {
      const { keepFigures } = await import('./figureKeeper.ts');
      const room = async () => ({ usage: 0, quota: 0, ...(await navigator.storage?.estimate?.()) });
      const large = () => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData !== true;
      const { keepThumbs } = await import('./thumbKeeper.ts');
      await exclusively('lutong-figures-' + db.userId, async () => {
        await keepThumbs({ db, room });
        await keepFigures({ db, room, large });
      });
    } catch (e) {
      console.warn('figures', e);
    } finally {
      keeping = false;
    }
  };
  const look = () => {
    void session.refresh();
    session.probe();
    void wake({ pull: true, force: true });
  };

  onSyncNow(() => void wake({ pull: true, force: true }));
  const unread = () => {}; // a database that cannot be read has a page of its own
  const tick = async () => {
    // what lies ahead was noted before somebody put the clock back
    const within = (at: number, ms: number) => Date.now() >= at && Date.now() - at < ms;
    const lineAlive = life === Infinity || within(life, LINE_DEAD);
    const lastSuccess = Date.parse(await getMeta(db, 'lastSuccess')) || 0;
    await wake({ pull: !within(lastSuccess, lineAlive ? PULL_ANYWAY : TICK - 5_000) });
  };
  listenForWakes({ window, document, now: common.now, look, tick: () => void tick().catch(unread), signal: over.signal });

  holdLine(db, over.signal, {
    onHeld: () => (life = 0),
    onLife: () => (life = Date.now()),
    onPoke: () => void wake({ pull: true }),
  });
  const counts = tellCounts(db, () => void wake({}));
  void getMeta(db, 'offset').then((offset) => clock.setOffset(offset), unread);
  // the commands are loaded early only when a killed page left something to store
  if (draftsOf(db.userId).length) void import('./recoverDrafts.ts').then(({ recoverDrafts }) => recoverDrafts(db));
  void checkStorage();
  void session.refresh();
  void wake({ pull: true });

  return {
    resume: () => void engine.resume().then(() => photos.run({ force: true })),
    stop: () => {
      over.abort();
      counts();
      engine.stop();
      photos.stop();
    },
  };
}

/** The chip's numbers, from the store; something new in the outbox, from whichever tab, wakes the drain. Asked anew whenever the database
 *  was opened, and a while after a failure: a live query whose first run failed watches nothing. */
function tellCounts(db: LutongDB, onNew: () => void): () => void {
  let newest = 0;
  let over = false;
  let stop = () => {};
  const numbers = async () => {
    const pending = (await db.outbox.where('state').equals('pending').primaryKeys()) as number[];
    const { rows, photos } = await waiting(db);
    return {
      last: Math.max(0, ...pending),
      pending: rows.length,
      refused: await needsPerson(db),
      pendingPhotos: photos.length,
      lastSuccess: await getMeta(db, 'lastSuccess'),
    };
  };
  const watch = () => {
    stop();
    if (over) return;
    let later: ReturnType<typeof setTimeout> | undefined;
    const subscription = liveQuery(numbers).subscribe({
      next: ({ last, ...counts }) => {
        tellSync(counts);
        if (last > newest) onNew();
        newest = Math.max(newest, last);
      },
      error: (e) => {
        console.warn('counts', e);
        clearTimeout(later);
        later = setTimeout(watch, COUNT_AGAIN);
      },
    });
    stop = () => {
      clearTimeout(later);
      subscription.unsubscribe();
    };
  };
  db.on('ready', watch, true); // at once, when it is open
  return () => {
    over = true;
    stop();
    db.on.ready.unsubscribe(watch);
  };
}

/** One tab, a visible one, holds the line for pokes. */
function holdLine(db: LutongDB, over: AbortSignal, hear: { onHeld: () => void; onLife: () => void; onPoke: () => void }): void {
  let line: AbortController | null = null;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    clearTimeout(hiding);
    if (line || over.aborted) return;
    const mine = (line = new AbortController());
    over.addEventListener('abort', () => mine.abort());
    const road = { token: session.token, fetch: (url: string, init?: RequestInit) => fetch(url, init), random: () => Math.random() };
    void exclusively('lutong-line-' + db.userId, () => {
      if (!mine.signal.aborted) hear.onHeld();
      return listen({ ...road, ...hear, signal: mine.signal });
    });
  };
  const close = () => {
    line?.abort();
    line = null;
  };
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') open();
      else hiding = setTimeout(close, HIDDEN_LINE);
    },
    { signal: over },
  );
  open();
}

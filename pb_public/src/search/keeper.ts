// What the worker does: keeps the index in step with a database and answers from it.
//
// A file of the server's is asked for when many articles have to be analysed here: before the first one ever came, and again whenever Worth
// of them came by sync since. Until it is there, and without any, the tablet analyses them itself, a few at a time, so that what is there
// can be searched meanwhile.
import { Fault } from '../domain/fault.ts';
import type { Query } from './articleIndex.ts';
import type { Asked } from './asked.ts';
import { IndexHolder, type Result } from './holder.ts';
import type { LikeArticle } from './likeArticles.ts';
import { fetchLibrary, type Headers } from './library.ts';
import { NO_WORDS, OwnWords, wordsOf, type Words, type WordsRecord } from './own.ts';
import { Store } from './read.ts';
import { Segment } from './segment.ts';
import { Suggester, type Suggestible, type Suggestion } from './suggest.ts';
import type { Fetch } from '../sync/http.ts';

/** As segment.Worth of the server: it makes no new file for fewer. */
const WORTH = 16;
/** Read in one go to be suggested. */
const LISTED = 200;
/** Analysed in one go, some tens of milliseconds. */
const SLICE = 25;

export interface State {
  /** Articles that can be found. */
  size: number;
  /** Of them, those that a file might speak of and none does. */
  ahead: number;
  files: string[];
}

export class Keeper {
  private store: Store | null = null;
  private holder = new IndexHolder();
  /** Changes one after the other. A search waits only for the first of them: later it answers from what there is. */
  private changes: Promise<unknown> = Promise.resolve();
  private ready = false;
  /** The database that was named last; changes for another one may still be under way. */
  private wanted = '';
  private words = NO_WORDS;
  private suggester = new Suggester();
  private unlisted = true;
  /** For whom files are on their way. */
  private fetching: Store | null = null;
  private fetched = false;
  /** For how many articles the server was asked when it had nothing new. */
  private asked = 0;
  private preparing: Iterator<void> | null = null;
  /** Until all that was asked is answered. */
  private answering: Promise<unknown> = Promise.resolve();

  constructor(private readonly doFetch: Fetch) {}

  /** tryOut: words that somebody tries, in place of those that are kept. */
  async search(query: Query, tryOut?: Words): Promise<Result> {
    return this.answer(() => this.holder.search(query, tryOut ? new OwnWords(tryOut) : this.words));
  }

  async like(asked: Asked): Promise<LikeArticle[]> {
    return this.answer(() => this.holder.like(asked, this.words));
  }

  private async answer<T>(ask: () => Promise<T>): Promise<T> {
    if (!this.ready) await this.changes;
    const answer = ask();
    this.answering = Promise.allSettled([this.answering, answer]);
    return answer;
  }

  async suggest(text: string, lang: string): Promise<Suggestion[]> {
    if (!this.ready) await this.changes;
    await this.list();
    return this.suggester.complete(text, lang, (kind, piece) => this.holder.knows(kind, piece));
  }

  /** What can be suggested, read when it is first asked for and after articles changed. */
  private async list(): Promise<void> {
    const { store } = this;
    if (!store || !this.unlisted) return;
    this.unlisted = false;
    const ids = [...(await store.held()).keys()];
    const all: Suggestible[] = [];
    while (ids.length > 0) {
      for (const { doc, archived } of await store.articles(ids.splice(0, LISTED))) {
        const { id, lang, title, symptoms, models, codes, tags } = doc; // not the bodies
        if (!archived) all.push({ id, lang, title, symptoms, models, codes, tags });
      }
    }
    if (store === this.store) this.suggester.replace(all);
  }

  state(): State {
    return { size: this.holder.size, ahead: this.holder.ahead, files: this.holder.names };
  }

  /** Makes the index what the database holds now. Headers: to ask the server with; null: do not ask. */
  follow(db: string, headers: Headers | null): Promise<State> {
    if (db !== this.wanted) this.ready = false; // from here on nobody is answered from another user's articles (P4)
    this.wanted = db;
    const change = this.changes.then(() => this.catchUp(db, headers));
    this.changes = change.catch(() => undefined);
    return change;
  }

  private async catchUp(db: string, headers: Headers | null): Promise<State> {
    const store = this.use(db);
    this.unlisted = true;
    this.preparing = null;
    this.words = new OwnWords(wordsOf(((await store.all('searchWords')) ?? []) as WordsRecord[]));
    this.suggester.setTerms(this.words.terms);
    let unread = await this.look(store);
    const fetchIf = (many: number) => headers && !this.fetched && many - this.asked >= WORTH && this.fetch(store, headers, many);
    fetchIf(unread.length);
    if (this.holder.size > 0 && this.holder.size >= unread.length) this.ready = this.wanted === db;
    while (unread.length > 0) {
      if (this.fetched) unread = await this.look(store);
      else this.holder.take(await store.articles(unread.splice(0, SLICE)));
    }
    this.ready = this.wanted === db;
    this.asked = Math.min(this.asked, this.holder.ahead);
    fetchIf(this.holder.ahead);
    void this.prepare();
    return this.state();
  }

  /** In the pauses between searches, so that none waits for more than a step of it. */
  private async prepare(): Promise<void> {
    const work = (this.preparing = this.holder.prepare());
    do {
      await pause();
      await this.answering;
    } while (this.preparing === work && !work.next().done);
  }

  /** What is held, and the files to read it with. Returns what no file speaks of. */
  private async look(store: Store): Promise<string[]> {
    this.fetched = false;
    const files = await this.newFiles(store);
    const held = await store.held();
    if (files) this.holder.open(files);
    return this.holder.hold(held);
  }

  private use(db: string): Store {
    if (this.store?.name === db) return this.store;
    this.store?.close();
    const store = (this.store = new Store(db));
    this.holder = new IndexHolder((ids) => store.articles(ids));
    this.suggester = new Suggester();
    this.ready = false;
    this.asked = 0;
    return store;
  }

  /** null: the files are those that are open. One that cannot be read goes: another time it is fetched again. */
  private async newFiles(store: Store): Promise<Segment[] | null> {
    const names = new Set(await store.fileNames());
    if (names.size === this.holder.names.length && this.holder.names.every((name) => names.has(name))) return null;
    const files: Segment[] = [];
    for (const { id, bytes } of await store.files()) {
      try {
        files.push(new Segment(new Uint8Array(bytes), id));
      } catch (e) {
        console.warn('search index', id, e);
      }
    }
    if (files.length < names.size) await store.keepFiles(files.map(({ name }) => ({ id: name })));
    return files;
  }

  /** Beside everything else; what came is taken up by the change that is under way, or by one of its own. */
  private fetch(store: Store, headers: Headers, many: number): void {
    if (globalThis.navigator?.onLine === false) return; // asked for when the network is back
    if (this.fetching === store) return;
    this.fetching = store;
    void fetchLibrary(store, headers, this.doFetch)
      .then(
        (changed) => {
          if (this.wanted !== store.name) return;
          this.fetched = changed;
          this.asked = changed ? 0 : many;
          if (changed) void this.follow(store.name, null).catch(() => undefined);
        },
        (e) => {
          if (!(e instanceof Fault && e.code === 'offline')) console.warn('search index', e); // asked for again with the next change
        },
      )
      .finally(() => {
        if (this.fetching === store) this.fetching = null;
      });
  }
}

/** Lets in what came meanwhile. A message and no timer: those wait some milliseconds each when one follows another. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

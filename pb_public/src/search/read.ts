// The worker's own look at the database, so that thousands of bodies and files of megabytes never pass through the page. Plain IndexedDB,
// opened without a version; it lets go as soon as the page wants to bring a newer one.
import type { SearchDoc } from './doc.ts';
import { searchDoc, type Article, type Held } from './holder.ts';
import type { IndexFile } from '../db/db.ts';

type StoredArticle = Partial<SearchDoc> & { id: string; confidence?: string };

const FILES = 'indexFiles';

export class Store {
  private connection: Promise<IDBDatabase | null> | null = null;

  constructor(readonly name: string) {}

  /** What is held, by the sums that are kept with each pull; a record with a shadow has unsent work on it. */
  async held(): Promise<Held> {
    const held = await this.work(['articles', 'sums', 'shadows'], async (store) => {
      const of = (table: string) => IDBKeyRange.bound([table, ''], [table, '\uffff']);
      const ids = ask<IDBValidKey[]>(store('articles').getAllKeys());
      const sums = ask<{ sums: Record<string, number> }[]>(store('sums').getAll(IDBKeyRange.bound('articles/', 'articles/\uffff')));
      const shadows = ask<IDBValidKey[]>(store('shadows').getAllKeys(of('articles')));
      const out = new Map<string, number | null>();
      for (const id of await ids) out.set(id as string, null);
      for (const row of await sums) for (const [id, sum] of Object.entries(row.sums)) if (out.has(id)) out.set(id, sum);
      for (const key of await shadows) if (out.has((key as string[])[1]!)) out.set((key as string[])[1]!, null);
      return out;
    });
    return held ?? new Map<string, number | null>();
  }

  /** Those of the articles that are there. */
  async articles(ids: string[]): Promise<Article[]> {
    const rows = await this.work(['articles'], async (store) => {
      const articles = store('articles');
      return Promise.all(ids.map((id) => ask<StoredArticle | undefined>(articles.get(id))));
    });
    return (rows ?? []).flatMap((row) =>
      row ? [{ doc: searchDoc(row), archived: row.confidence === 'archived', published: row.confidence === 'validated' }] : [],
    );
  }

  /** Their names, in no order. */
  async fileNames(): Promise<string[]> {
    return (await this.work([FILES], (store) => ask<string[]>(store(FILES).getAllKeys()))) ?? [];
  }

  /** Oldest first. */
  async files(): Promise<IndexFile[]> {
    return inOrder((await this.work([FILES], (store) => ask<IndexFile[]>(store(FILES).getAll()))) ?? []);
  }

  /** Makes the kept files exactly these; those without bytes are there already. */
  async keepFiles(wanted: { id: string; bytes?: ArrayBuffer }[]): Promise<void> {
    await this.work(
      [FILES],
      async (store) => {
        const files = store(FILES);
        const kept = new Map((await ask<IndexFile[]>(files.getAll())).map((f) => [f.id, f]));
        wanted.forEach(({ id, bytes = kept.get(id)?.bytes }, place) => {
          if (bytes && (!kept.has(id) || kept.get(id)!.place !== place)) files.put({ id, place, bytes });
        });
        for (const id of kept.keys()) if (!wanted.some((w) => w.id === id)) files.delete(id);
      },
      'readwrite',
    );
  }

  /** All rows of a table. */
  all(table: string): Promise<{ id: string }[] | null> {
    return this.work([table], (store) => ask<{ id: string }[]>(store(table).getAll()));
  }

  close(): void {
    void this.connection?.then((db) => db?.close());
    this.connection = null;
  }

  /** One transaction; null: the database, or a part of it, is not there (yet). WebKit loses connections: a lost one is made again, once. */
  private async work<T>(
    names: string[],
    fn: (store: (name: string) => IDBObjectStore) => Promise<T>,
    mode: IDBTransactionMode = 'readonly',
  ): Promise<T | null> {
    for (let again = false; ; again = true) {
      try {
        const db = await (this.connection ??= this.connect());
        if (!db) this.connection = null;
        if (!db || names.some((name) => !db.objectStoreNames.contains(name))) return null;
        const tx = db.transaction(names, mode);
        const done = new Promise<void>((resolve, reject) => {
          tx.oncomplete = () => resolve();
          tx.onabort = tx.onerror = () => reject(tx.error ?? new Error('the database gave up'));
        });
        done.catch(() => {}); // told below, unless the work failed first
        const result = await fn((name) => tx.objectStore(name));
        if (mode === 'readwrite') await done; // what is read is read
        return result;
      } catch (e) {
        this.close();
        if (again) throw e;
      }
    }
  }

  private connect(): Promise<IDBDatabase | null> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.name);
      let made = false;
      request.onupgradeneeded = () => {
        made = true; // it was not there: leave nothing behind
        request.transaction?.abort();
      };
      request.onerror = () => (made ? resolve(null) : reject(request.error ?? new Error('the database cannot be opened')));
      request.onsuccess = () => {
        const db = request.result;
        db.onversionchange = db.onclose = () => {
          db.close();
          this.connection = null;
        };
        resolve(db);
      };
    });
  }
}

const inOrder = (files: IndexFile[]): IndexFile[] => files.sort((a, b) => a.place - b.place);

function ask<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error ?? new Error('it cannot be read'));
    request.onsuccess = () => resolve(request.result as T);
  });
}

/** All rows of a table; null: the database or the table is not there. */
export async function readStore(name: string, table: string): Promise<{ id: string }[] | null> {
  const store = new Store(name);
  try {
    return await store.all(table);
  } finally {
    store.close();
  }
}

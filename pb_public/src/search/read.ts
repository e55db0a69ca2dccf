// Reads the articles in the worker itself, so that thousands of bodies never pass through the page. Plain IndexedDB: opened without
// a version, read, and closed at once, so that it never stands in the way of the page's own upgrades.
import type { SearchDoc } from './doc.ts';
import { searchDoc } from './holder.ts';

type StoredArticle = Partial<SearchDoc> & { id: string; confidence?: string };

/** The articles of a database that readers may find; an archived one is not looked for. null: the database is not there (yet). */
export async function readArticles(name: string): Promise<SearchDoc[] | null> {
  const db = await openExisting(name);
  if (!db) return null;
  try {
    if (!db.objectStoreNames.contains('articles')) return null;
    const docs: SearchDoc[] = [];
    for (let after: IDBKeyRange | undefined, full = true; full;) {
      const page = await getAll(db, after);
      full = page.length === PAGE;
      for (const article of page) if (article.confidence !== 'archived') docs.push(searchDoc(article));
      if (full) after = IDBKeyRange.lowerBound(page[PAGE - 1]!.id, true);
    }
    return docs;
  } finally {
    db.close();
  }
}

/** All rows of a table; null: the database or the table is not there. */
export async function readStore(name: string, table: string): Promise<{ id: string }[] | null> {
  const db = await openExisting(name);
  if (!db) return null;
  try {
    if (!db.objectStoreNames.contains(table)) return null;
    return await new Promise((resolve, reject) => {
      const request = db.transaction(table, 'readonly').objectStore(table).getAll();
      request.onerror = () => reject(request.error ?? new Error(`${table} cannot be read`));
      request.onsuccess = () => resolve(request.result as { id: string }[]);
    });
  } finally {
    db.close();
  }
}

/** Read at a time: few enough to bound memory, many enough to be quick. */
const PAGE = 500;

function getAll(db: IDBDatabase, after: IDBKeyRange | undefined): Promise<StoredArticle[]> {
  return new Promise((resolve, reject) => {
    const request = db.transaction('articles', 'readonly').objectStore('articles').getAll(after, PAGE);
    request.onerror = () => reject(request.error ?? new Error('articles cannot be read'));
    request.onsuccess = () => resolve(request.result as StoredArticle[]);
  });
}

function openExisting(name: string): Promise<IDBDatabase | null> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    let made = false;
    request.onupgradeneeded = () => {
      made = true; // it was not there: leave nothing behind
      request.transaction?.abort();
    };
    request.onerror = () => (made ? resolve(null) : reject(request.error ?? new Error('the database cannot be opened')));
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
}

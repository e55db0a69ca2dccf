// Where the session is kept: a database of its own with one row, so that tokens never stand beside the work or in the outbox.
// Plain IndexedDB, because the sign-in page needs nothing else of a database.
import type { User } from '../domain/records.ts';

export interface Kept {
  token: string;
  email: string;
  user: User;
  paused: boolean;
}

const STORE = 'sessions';
const KEY = 'current';

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open('lutong-session', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const db = await answered(opening);
  try {
    const transaction = db.transaction(STORE, mode, { durability: 'strict' });
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB'));
    });
    const result = await answered(work(transaction.objectStore(STORE)));
    await done;
    return result;
  } finally {
    db.close();
  }
}

export const readSession = (): Promise<Kept | undefined> => within('readonly', (s) => s.get(KEY) as IDBRequest<Kept | undefined>);
export const writeSession = async (kept: Kept): Promise<void> => void (await within('readwrite', (s) => s.put(kept, KEY)));
export const clearSession = async (): Promise<void> => void (await within('readwrite', (s) => s.delete(KEY)));

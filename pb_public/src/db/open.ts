// Opening, healing and, for a withdrawn device only, deleting a user's database. On WebKit a connection can die while the
// app is in the background: probing notices, and a new connection is made. Nothing here ever deletes to repair:
// a person may, after an export, when a database cannot be opened at all (session.startAfresh).
import Dexie from 'dexie';
import { LutongDB } from './db.ts';
import { deviceId, healIdentity } from './meta.ts';

/** Not opened yet: probe does. `onOutdated`: another tab brings a newer schema; this one let go of the database and has to be loaded again. */
export function createDB(userId: string, onOutdated: () => void): LutongDB {
  const db = new LutongDB(userId);
  db.on('versionchange', (event) => {
    db.close();
    if (event.newVersion !== null) onOutdated();
  });
  return db;
}

/** Whether the database answers; tries once more with a new connection. */
export async function probe(db: LutongDB, patience = PATIENCE): Promise<boolean> {
  for (const again of [false, true]) {
    try {
      if (again) db.close({ disableAutoOpen: false });
      if (!db.isOpen()) await inTime(Promise.resolve(db.open()), patience);
      await inTime(
        healIdentity(db).then(() => deviceId(db)),
        patience,
      );
      return true;
    } catch (e) {
      console.warn('local database', e);
    }
  }
  return false;
}

/** WebKit sometimes never answers; a person who sees nothing at all is worse off than one who is asked to try again. */
const PATIENCE = 10_000;

function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database does not answer')), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export async function deleteDB(userId: string): Promise<void> {
  await Dexie.delete('lutong-' + userId);
  await globalThis.caches?.delete('lutong-photos');
}

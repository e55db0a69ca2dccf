// Opening, healing and, for a withdrawn device only, deleting a user's database. On WebKit a connection can die while the
// app is in the background: probing notices, and a new connection is made. Nothing here ever deletes to repair.
import Dexie from 'dexie';
import { LutongDB } from './db.ts';
import { deviceId } from './meta.ts';

/** `onOutdated`: another tab brings a newer schema; this one let go of the database and has to be loaded again. */
export async function createDB(userId: string, onOutdated: () => void): Promise<LutongDB> {
  const db = new LutongDB(userId);
  db.on('versionchange', (event) => {
    db.close();
    if (event.newVersion !== null) onOutdated();
  });
  await probe(db);
  return db;
}

/** Whether the database answers; tries once more with a new connection. */
export async function probe(db: LutongDB): Promise<boolean> {
  for (const again of [false, true]) {
    try {
      if (again) db.close({ disableAutoOpen: false });
      if (!db.isOpen()) await db.open();
      await deviceId(db);
      return true;
    } catch (e) {
      console.warn('local database', e);
    }
  }
  return false;
}

export async function deleteDB(userId: string): Promise<void> {
  await Dexie.delete('lutong-' + userId);
  await globalThis.caches?.delete('lutong-photos');
}

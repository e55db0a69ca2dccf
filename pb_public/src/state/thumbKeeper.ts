// Brings the small pictures of the photos on this tablet's jobs here, those that others took too: who stands in a cellar sees what was there
// before. After every sync, the newest first, one at a time, and only when no evidence waits to be sent.
import { waitingPhotos } from '../db/attention.ts';
import type { LutongDB } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import type { Photo } from '../domain/records.ts';
import { hasThumb, photoBlob } from './photo.ts';

/** Some six megabytes. */
const MOST = 400;
/** The browser's own limit is shared with the work: beyond this share of it nothing is fetched ahead. */
const FULL = 0.7;

export interface ThumbKeeperOptions {
  db: LutongDB;
  /** bytes used and granted by the browser */
  room: () => Promise<{ usage: number; quota: number }>;
  has?: (photo: Photo) => Promise<boolean>;
  fetch?: (photo: Photo) => Promise<unknown>;
}

/** By hash: asked of the cache once, not after every sync. */
const known = new WeakMap<LutongDB, Set<string>>();

/** One round. It ends at the first sign that the line is down; the next sync begins another. */
export async function keepThumbs({
  db,
  room,
  has = hasThumb,
  fetch = (p) => photoBlob(db, p, 'thumb'),
}: ThumbKeeperOptions): Promise<void> {
  const here = known.get(db) ?? new Set<string>();
  known.set(db, here);
  const stored = (await db.photos.toArray()).filter((p) => p.state === 'stored' && !p.problem);
  stored.sort((a, b) => (a.takenAt < b.takenAt ? 1 : -1));
  for (const photo of stored.slice(0, MOST)) {
    if (here.has(photo.sha256)) continue;
    if (!(await has(photo)) && !(await db.blobs.get(photo.id))) {
      if ((await waitingPhotos(db)).length > 0) return;
      const { usage, quota } = await room();
      if (quota > 0 && usage > quota * FULL) return;
      try {
        await fetch(photo);
      } catch (e) {
        if (e instanceof Fault && e.code === 'missing') continue; // withdrawn meanwhile; photo.ts remembers for a while
        return;
      }
    }
    here.add(photo.sha256);
  }
}

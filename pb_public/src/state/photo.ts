// The picture of a photo, from wherever it is: bytes on this tablet first, then the browser's cache, then the server. Thumbnails of what
// was taken here are made here and stay in the cache when the bytes have gone to the server, so that the gallery works offline.
// The caller of photoUrl revokes the object URL when it is done.
import type { LutongDB } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import type { Photo } from '../domain/records.ts';
import { faultOf, reach } from '../sync/http.ts';
import { Absences } from './absences.ts';
import { session } from './session.svelte.ts';

export type PhotoSize = 'thumb' | 'view' | 'original';
type Known = Pick<Photo, 'id' | 'mime' | 'sha256'> & Partial<Pick<Photo, 'state'>>;
const CACHE = 'lutong-photos';
const absences = new Absences(() => Date.now());

// The hash in the key: an id is never reused for other bytes, but a cache should not have to believe that.
const path = (photo: Known, size: PhotoSize) => `/photos/${photo.id}/${size}`;
const keyOf = (photo: Known, size: PhotoSize) => `${path(photo, size)}?sha256=${photo.sha256}`;
const cached = async (photo: Known, size: PhotoSize) => (await globalThis.caches?.open(CACHE))?.match(keyOf(photo, size));

/** Whether its small picture is kept here. */
export const hasThumb = async (photo: Known): Promise<boolean> => (await cached(photo, 'thumb')) !== undefined;

export async function photoUrl(db: LutongDB, photo: Known, size: PhotoSize): Promise<string> {
  return URL.createObjectURL(await photoBlob(db, photo, size));
}

export async function photoBlob(db: LutongDB, photo: Known, size: PhotoSize): Promise<Blob> {
  const small = size === 'thumb' ? await cached(photo, size) : undefined; // not twelve megapixels for a square of 150
  if (small) return small.blob();
  const own = await db.blobs.get(photo.id);
  if (own) return new Blob([own.bytes], { type: own.mime });
  const kept = await cached(photo, size);
  if (kept) return kept.blob();
  try {
    return await fetched(photo, size);
  } catch (e) {
    const thumb = size === 'view' && e instanceof Fault && e.code === 'offline' ? await cached(photo, 'thumb') : undefined;
    if (thumb) return thumb.blob(); // better small than not at all
    throw e;
  }
}

async function fetched(photo: Known, size: PhotoSize): Promise<Blob> {
  const key = `${keyOf(photo, size)} ${photo.state ?? ''}`;
  if (absences.has(key)) throw new Fault('missing');
  const answer = await reach(path(photo, size), { headers: { Authorization: session.token() } });
  if (answer.status === 404) {
    absences.note(key);
    throw new Fault('missing');
  }
  if (!answer.ok) throw await faultOf(answer);
  absences.forget(key);
  await keep(photo, size, answer.clone());
  return answer.blob();
}

async function keep(photo: Known, size: PhotoSize, answer: Response): Promise<void> {
  const cache = await globalThis.caches?.open(CACHE);
  await cache?.put(keyOf(photo, size), answer).catch(() => {}); // no room: shown, not kept
}

/** Makes and keeps the thumbnail of a photo taken here. False: this tablet cannot read the picture. */
export async function keepThumb(photo: Known, bytes: ArrayBuffer): Promise<boolean> {
  try {
    const { thumbOf } = await import('../pictures/index.ts');
    const thumb = await thumbOf(bytes, photo.mime);
    await keep(photo, 'thumb', new Response(thumb, { headers: { 'Content-Type': 'image/jpeg' } }));
    return true;
  } catch {
    return false;
  }
}

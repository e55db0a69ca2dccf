// The picture of a photo, from wherever it is: bytes on this tablet first, then the browser's cache, then the server. The
// caller revokes the object URL when it is done.
import type { LutongDB } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import type { Photo } from '../domain/records.ts';
import { faultOf, reach } from '../sync/http.ts';
import { session } from './session.svelte.ts';

export type PhotoSize = 'thumb' | 'view' | 'original';
const CACHE = 'lutong-photos';

export async function photoUrl(db: LutongDB, photo: Pick<Photo, 'id' | 'mime' | 'sha256'>, size: PhotoSize): Promise<string> {
  const own = await db.blobs.get(photo.id);
  if (own) return URL.createObjectURL(new Blob([own.bytes], { type: own.mime }));
  const path = `/photos/${photo.id}/${size}`;
  // The hash in the key: an id is never reused for other bytes, but a cache should not have to believe that.
  const key = `${path}?sha256=${photo.sha256}`;
  const cache = await globalThis.caches?.open(CACHE);
  let answer = await cache?.match(key);
  if (!answer) {
    answer = await reach(path, { headers: { Authorization: session.token() } });
    if (!answer.ok) throw answer.status === 404 ? new Fault('missing') : await faultOf(answer);
    await cache?.put(key, answer.clone()).catch(() => {}); // no room: shown, not kept
  }
  return URL.createObjectURL(await answer.blob());
}

// photo.addLarge: a photo with more bytes than the server takes. They are stored first, whatever comes after; then a smaller one is made of
// them, which travels, and the original stays on this tablet until a person has saved it or put it away.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { newId } from '../domain/id.ts';
import type { Id } from '../domain/records.ts';
import { sha256 } from '../domain/sha256.ts';
import { photoAdd, readBack, uploadRow, type PhotoAddArgs } from './photoAdd.ts';
import { photoDismiss } from './photoDismiss.ts';

/** A JPEG the server takes; throws where this tablet cannot make one. */
export type Shrink = (bytes: ArrayBuffer, mime: string) => Promise<ArrayBuffer>;

/** `sent`: the bytes that travel; null: only the original could be stored, which the server will refuse. */
export async function photoAddLarge(db: LutongDB, args: PhotoAddArgs, shrink: Shrink): Promise<{ id: Id; sent: ArrayBuffer | null }> {
  const { job, bytes, mime } = args;
  const upload = { ...uploadRow(newId(), { job, mime, size: bytes.byteLength, sha256: await sha256(bytes) }), problem: 'too_large' };
  await write(db, [], [{ bytes, upload }]);
  await readBack(db, upload);
  const sent = await shrink(bytes, mime).catch(() => null);
  const id = await photoAdd(db, sent ? { ...args, bytes: sent, mime: 'image/jpeg' } : args);
  if (sent) await db.uploads.update(upload.id, { problem: 'original_kept', originalOf: id });
  else await photoDismiss(db, upload.id); // the same bytes stand with the record now
  return { id, sent };
}

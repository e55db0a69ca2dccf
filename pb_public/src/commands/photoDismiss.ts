// photo.dismiss: a photo the server will not take has been seen by a person, who could save a copy of its bytes. They go, and with them
// the number on the chip. The record stays and says why. What may still be sent is never thrown away.
import type { LutongDB } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import type { Id } from '../domain/records.ts';

export async function photoDismiss(db: LutongDB, id: Id): Promise<void> {
  await db.transaction('rw', [db.uploads, db.blobs], async () => {
    const upload = await db.uploads.get(id);
    if (!upload) return;
    if (!upload.problem) throw new Fault('invalid', 'the photo can still be sent');
    await db.blobs.delete(id);
    await db.uploads.delete(id);
  });
}

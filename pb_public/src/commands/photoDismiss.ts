// photo.dismiss: a photo the server will not take has been seen by a person, who could save a copy of its bytes. They go, and with them
// the number on the chip. The record stays and says why; one that was refused itself stays among the server's open cases. What may still
// be sent is never thrown away.
import { refusedRows } from '../db/attention.ts';
import { recordOf, type LutongDB } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import type { Id } from '../domain/records.ts';

export async function photoDismiss(db: LutongDB, id: Id): Promise<void> {
  await db.transaction('rw', [db.uploads, db.blobs, db.outbox, db.conflicts], async () => {
    const upload = await db.uploads.get(id);
    if (!upload) return;
    const refused = (await refusedRows(db)).filter((row) => row.in === recordOf(upload) && row.id === id);
    if (!upload.problem && !refused.length) throw new Fault('invalid', 'the photo can still be sent');
    await db.outbox.bulkUpdate(refused.map((row) => ({ key: row.n, changes: { state: 'acked', ackedAt: new Date().toISOString() } })));
    await db.blobs.delete(id);
    await db.uploads.delete(id);
  });
}

// What waits for a person on this tablet: changes the server refused, values that lost to another and were set aside, photos that could
// not be kept. Once somebody has decided a case, here or at the desk, it waits no longer.
import type { Conflict, Id } from '../domain/records.ts';
import { recordOf, type LutongDB, type OutboxRow, type UploadRow } from './db.ts';

/** Refused changes that nobody has dealt with. */
export async function refusedRows(db: LutongDB): Promise<OutboxRow[]> {
  const rows = (await db.outbox.where('state').equals('refused').sortBy('n')).filter((row) => !row.retriedAs);
  const cases = await db.conflicts.bulkGet(rows.map((row) => row.result?.aside ?? ''));
  return rows.filter((_, i) => !cases[i]?.resolution);
}

/** Own values set aside and not decided, without those that a refused change tells already. */
export async function ownAsides(db: LutongDB): Promise<Conflict[]> {
  const told = new Set((await refusedRows(db)).map((row) => row.result?.aside));
  const open = await db.conflicts.where('resolution').equals('').toArray();
  return open.filter((c) => c.by === db.userId && !told.has(c.id));
}

/** Whether the change is what makes a photo or an image of an article. Refused, its record is nowhere but in the change. */
export const makesPicture = (row: Pick<OutboxRow, 'in' | 'op'>): boolean =>
  row.op === 'create' && (row.in === 'photos' || row.in === 'figures');

/** Photos the server will not take, or whose bytes are spoilt here: sending them again is of no use. */
export async function refusedPhotos(db: LutongDB): Promise<UploadRow[]> {
  return db.uploads.filter((u) => u.problem !== '').toArray();
}

/** Photos that are still on their way. One whose record was refused waits for that to be decided, and is told there. */
export async function waitingPhotos(db: LutongDB): Promise<UploadRow[]> {
  const refused = new Set((await refusedRows(db)).filter((row) => row.in === 'photos' || row.in === 'figures').map((row) => row.id));
  return db.uploads.filter((u) => !u.sent && u.problem === '' && !refused.has(u.id)).toArray();
}

/** What is on its way, as a person counts it: a photo whose record and whose bytes both wait is one thing. */
export interface Waiting {
  rows: OutboxRow[];
  photos: { upload: UploadRow; row: OutboxRow | undefined }[];
}

export async function waiting(db: LutongDB): Promise<Waiting> {
  const rows = await db.outbox.where('state').equals('pending').sortBy('n');
  const key = (collection: string, id: Id) => `${collection} ${id}`;
  const made = new Map(rows.filter((row) => row.op === 'create').map((row) => [key(row.in, row.id), row]));
  const photos = (await waitingPhotos(db)).map((upload) => ({ upload, row: made.get(key(recordOf(upload), upload.id)) }));
  const told = new Set(photos.map(({ row }) => row));
  return { rows: rows.filter((row) => !told.has(row)), photos };
}

/** Of these jobs, the ones this person no longer works on: gone from the tablet, or kept here only for unsent work. */
export async function withdrawnJobs(db: LutongDB, jobs: Id[]): Promise<Set<Id>> {
  const here = await db.jobs.bulkGet(jobs);
  const shadows = await db.shadows.bulkGet(jobs.map((id): ['jobs', Id] => ['jobs', id]));
  return new Set(jobs.filter((_, i) => !here[i] || shadows[i]?.dropped));
}

/** How many things the chip counts as "needs you". */
export async function needsPerson(db: LutongDB): Promise<number> {
  return (await refusedRows(db)).length + (await ownAsides(db)).length + (await refusedPhotos(db)).length;
}

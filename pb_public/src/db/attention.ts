// What waits for a person on this tablet: changes the server refused, values that lost to another and were set aside, photos that could
// not be kept. Once somebody has decided a case, here or at the desk, it waits no longer.
import type { Conflict } from '../domain/records.ts';
import type { LutongDB, OutboxRow } from './db.ts';

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

/** How many things the chip counts as "needs you". */
export async function needsPerson(db: LutongDB): Promise<number> {
  const photos = await db.uploads.filter((u) => u.problem !== '').count();
  return (await refusedRows(db)).length + (await ownAsides(db)).length + photos;
}

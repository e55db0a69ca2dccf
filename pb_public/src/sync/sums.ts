// The sums of the server's versions held here, so that the two ends can find out that they differ: changed with the records they are of,
// in the same transaction. What has unsent work counts with the server's version of it; what the server has not heard of does not count.
import { view, type LutongDB, type SumRow } from '../db/db.ts';
import { getMeta, setMeta } from '../db/meta.ts';
import { collectionNames, isCollection } from '../domain/fields.ts';
import type { CollectionName, Doc, Id } from '../domain/records.ts';
import { sumOf } from '../protocol/crc32.ts';
import type { Tally } from '../protocol/wire.ts';

export const partOf = (collection: string, id: Id): string => `${collection}/${id.slice(0, 1)}`;

/** null: no longer held. */
export interface SumChange {
  in: string;
  id: Id;
  sum: number | null;
}

export async function changeSums(db: LutongDB, changes: SumChange[]): Promise<void> {
  const names = [...new Set(changes.map((c) => partOf(c.in, c.id)))];
  const rows = new Map<string, SumRow>();
  (await db.sums.bulkGet(names)).forEach((row, i) => rows.set(names[i]!, row ?? { part: names[i]!, sums: {} }));
  for (const { in: collection, id, sum } of changes) {
    const row = rows.get(partOf(collection, id))!;
    if (sum === null) delete row.sums[id];
    else row.sums[id] = sum;
    if (!isCollection(collection)) row.passedOver = true;
  }
  await store(db, [...rows.values()]);
}

async function store(db: LutongDB, rows: SumRow[]): Promise<void> {
  await db.sums.bulkPut(rows.filter((row) => Object.keys(row.sums).length > 0));
  await db.sums.bulkDelete(rows.filter((row) => Object.keys(row.sums).length === 0).map((row) => row.part));
}

/** A part becomes exactly this. */
export async function replacePart(db: LutongDB, part: string, sums: SumRow['sums']): Promise<void> {
  const known = isCollection(part.slice(0, part.indexOf('/')));
  await store(db, [known ? { part, sums } : { part, sums, passedOver: true }]);
}

/** Of each part. One that an older app passed over and this one knows is not told, so that it is found missing and fetched. */
export async function tallies(db: LutongDB): Promise<Map<string, Tally>> {
  const told = new Map<string, Tally>();
  for (const { part, sums, passedOver } of await db.sums.toArray()) {
    if (passedOver && isCollection(part.slice(0, part.indexOf('/')))) continue;
    const all = Object.values(sums);
    told.set(part, { count: all.length, sum: all.reduce((a, b) => a + b, 0) });
  }
  return told;
}

export async function tally(db: LutongDB): Promise<Tally> {
  let [count, sum] = [0, 0];
  for (const part of (await tallies(db)).values()) [count, sum] = [count + part.count, sum + part.sum];
  return { count, sum };
}

/** In a database of an earlier release they are made from the copies themselves, which are as the server's lines said. */
export async function ensureSums(db: LutongDB): Promise<void> {
  if (await getMeta(db, 'summed')) return;
  if ((await getMeta(db, 'cursor')) !== '') for (const collection of collectionNames) await sumCopies(db, collection);
  await setMeta(db, { summed: true });
}

async function sumCopies(db: LutongDB, collection: CollectionName): Promise<void> {
  const table = view(db, collection);
  await db.transaction('rw', db.sums, db.shadows, table, async () => {
    const shadows = await db.shadows.where('[in+id]').between([collection, ''], [collection, '\uffff']).toArray();
    const own = new Map(shadows.map((s) => [s.id, s]));
    const sums: SumChange[] = [];
    const add = (doc: Doc) => sums.push({ in: collection, id: doc.id, sum: sumOf(collection, doc) });
    await table.each((doc) => void (own.has(doc.id) || add(doc)));
    for (const { doc, dropped } of shadows) if (doc && !dropped) add(doc);
    await changeSums(db, sums);
  });
}

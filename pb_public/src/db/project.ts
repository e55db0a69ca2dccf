// From the server's version of a record and the unsent work on it to what the screens show (L6). A record without unsent
// work has no shadow: its view row is the server's. Everything here runs inside the caller's transaction.
import type { Table } from 'dexie';
import { applySet } from '../domain/apply.ts';
import { blank, fieldKinds } from '../domain/fields.ts';
import { fold } from '../domain/fold.ts';
import type { CollectionName, Doc, Id, Time } from '../domain/records.ts';
import { view, type LutongDB, type OutboxRow } from './db.ts';

/** What the server will add to a new record; shown until its own version arrives. */
export interface Author {
  me: Id;
  offset: number;
}

const correct = (at: Time, offset: number): Time => new Date(Date.parse(at) + offset).toISOString();

function newDoc(row: OutboxRow, author: Author): Doc {
  const doc = blank(row.in, row.id) as unknown as Doc;
  const kinds = fieldKinds(row.in);
  if (kinds.has('by')) doc['by'] = author.me;
  if (kinds.has('at')) doc['at'] = row.at;
  if (kinds.has('correctedAt')) doc['correctedAt'] = correct(row.at, author.offset);
  if (row.in === 'photos' || row.in === 'figures') doc['state'] = 'waiting';
  if (row.in === 'jobs') Object.assign(doc, { status: 'new', createdAt: correct(row.at, author.offset) });
  return doc;
}

/** A record with mutations applied in order of n; null: it does not exist. */
export function reapply(base: Doc | null, rows: OutboxRow[], author: Author): Doc | null {
  let doc = base;
  for (const row of rows) {
    if (row.op === 'delete') doc = null;
    else if (row.op === 'create') doc = applySet(doc ?? newDoc(row, author), row.set ?? {});
    else if (doc) doc = applySet(doc, row.set ?? {});
  }
  return doc;
}

/** The job with the state its events on this tablet add up to (M7); `without` names events to leave out. */
export async function withOwnFold(db: LutongDB, job: Doc, without: ReadonlySet<Id> = new Set()): Promise<Doc> {
  const events = await db.events.where('job').equals(job.id).toArray();
  return { ...job, ...fold(events.filter((e) => !without.has(e.id))) };
}

export async function pendingOf(db: LutongDB, collection: CollectionName, id: Id): Promise<OutboxRow[]> {
  const rows = await db.outbox.where('[in+id]').equals([collection, id]).toArray();
  return rows.filter((r) => r.state === 'pending').sort((a, b) => a.n - b.n);
}

/** Whether anything unsent hangs on the record: on a job, also its children's work and photos (P5). */
export async function held(db: LutongDB, collection: CollectionName, id: Id): Promise<boolean> {
  if ((await pendingOf(db, collection, id)).length > 0) return true;
  if (collection === 'photos' || collection === 'figures') return (await db.uploads.get(id))?.sent === false;
  if (collection !== 'jobs') return false;
  if ((await db.outbox.where('[state+job]').equals(['pending', id]).count()) > 0) return true;
  return (
    (await db.uploads
      .where('job')
      .equals(id)
      .and((u) => !u.sent)
      .count()) > 0
  );
}

/** Before a record gets unsent work: keep the server's version of it. */
export async function shade(db: LutongDB, collection: CollectionName, id: Id): Promise<void> {
  if (await db.shadows.get([collection, id])) return;
  const doc = (await view(db, collection).get(id)) ?? null;
  await db.shadows.put({ in: collection, id, doc, dropped: false });
}

/** Makes the view row of a record that has a shadow right again, and ends the shadow when nothing unsent is left on it. */
export async function project(db: LutongDB, collection: CollectionName, id: Id, author: Author): Promise<void> {
  const shadow = await db.shadows.get([collection, id]);
  if (!shadow) return;
  const table = view(db, collection);
  if (!(await held(db, collection, id))) {
    await db.shadows.delete([collection, id]);
    if (shadow.dropped || !shadow.doc) await table.delete(id);
    else await putIfNew(table, shadow.doc);
    return;
  }
  let doc = reapply(shadow.doc, await pendingOf(db, collection, id), author);
  if (doc && collection === 'jobs' && (await pendingEvents(db, id)).length > 0) doc = await withOwnFold(db, doc);
  if (doc) await putIfNew(table, doc);
  else await table.delete(id);
}

/** A tick in a checklist touches its job without changing it: screens that show jobs need not ask again. */
async function putIfNew(table: Table<Doc, Id>, doc: Doc): Promise<void> {
  if (JSON.stringify(await table.get(doc.id)) !== JSON.stringify(doc)) await table.put(doc);
}

/** The job's events that the server has not acknowledged. */
export async function pendingEvents(db: LutongDB, job: Id): Promise<OutboxRow[]> {
  return db.outbox
    .where('[state+job]')
    .equals(['pending', job])
    .and((r) => r.in === 'events')
    .toArray();
}

/** The job a record belongs to, "" for none. */
export function jobOf(collection: CollectionName, doc: { id: Id; job?: unknown }): Id {
  if (collection === 'jobs') return doc.id;
  return typeof doc.job === 'string' ? doc.job : '';
}

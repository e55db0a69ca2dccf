// A page of a pull goes into the local store together with its cursor, in one transaction (L3).
//
// - A record with unsent work: the page changes the server's version of it, the work is re-applied on top (L6).
// - A drop waits while anything unsent hangs on the record (P5).
// - A reset (L4) replaces the copies without emptying the screens: what was not met by the end of it is withdrawn.
import type { CollectionName, Conflict, Doc, Id, JobEvent, Photo } from '../domain/records.ts';
import { collectionNames } from '../domain/fields.ts';
import { view, type LutongDB } from '../db/db.ts';
import { getMeta, setMeta } from '../db/meta.ts';
import { held, project, shade, type Author } from '../db/project.ts';
import type { Page } from './page.ts';

type Key = `${CollectionName}/${Id}`;
const keyOf = (collection: CollectionName, id: Id): Key => `${collection}/${id}`;

export async function applyPage(db: LutongDB, page: Page, now: Date): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    const author: Author = { me: db.userId, offset: await getMeta(db, 'offset') };
    if (page.reset) await db.seen.clear();
    const resetting = page.reset || (await getMeta(db, 'resetting'));

    const shadows = new Set((await db.shadows.toCollection().primaryKeys()).map(([c, id]) => keyOf(c, id)));
    const touched = new Map<Key, [CollectionName, Id]>();
    await put(db, page, shadows, touched);
    for (const { in: collection, id } of page.drops) await drop(db, collection, id, touched);
    if (resetting) await remember(db, page);
    if (resetting && !page.end.more) await sweep(db, touched);

    for (const [collection, id] of touched.values()) await project(db, collection, id, author);
    await setMeta(db, { cursor: page.end.cursor, epoch: page.end.epoch, resetting: resetting && page.end.more });
    const seenTime = await getMeta(db, 'serverTime');
    if (page.end.now > seenTime) await setMeta(db, { serverTime: page.end.now });
    if (!page.end.more) await setMeta(db, { lastSuccess: now.toISOString() });
  });
}

async function put(db: LutongDB, page: Page, shadows: Set<Key>, touched: Map<Key, [CollectionName, Id]>): Promise<void> {
  const plain = new Map<CollectionName, Doc[]>();
  const touch = (collection: CollectionName, id: Id) => {
    const key = keyOf(collection, id);
    if (shadows.has(key)) touched.set(key, [collection, id]);
  };
  for (const { in: collection, doc } of page.puts) {
    if (shadows.has(keyOf(collection, doc.id))) {
      await db.shadows.put({ in: collection, id: doc.id, doc, dropped: false });
      await db.outbox
        .where('[in+id]')
        .equals([collection, doc.id])
        .and((r) => r.state === 'pending' && r.sent === true)
        .modify({ pulledSince: true });
      touch(collection, doc.id);
    } else {
      plain.set(collection, [...(plain.get(collection) ?? []), doc]);
    }
    if (collection === 'events') touch('jobs', (doc as unknown as JobEvent).job); // its fold may read differently now
    if (collection === 'photos') await photoArrived(db, doc as unknown as Photo, touched);
    if (collection === 'conflicts') await conflictArrived(db, doc as unknown as Conflict);
  }
  for (const [collection, docs] of plain) await view(db, collection).bulkPut(docs);
}

/** U1: the tablet's own bytes go only when the server's record says that it stored the same ones. */
async function photoArrived(db: LutongDB, photo: Photo, touched: Map<Key, [CollectionName, Id]>): Promise<void> {
  const upload = await db.uploads.get(photo.id);
  if (!upload) return;
  if (photo.state === 'stored' && photo.sha256 === upload.sha256) {
    await db.blobs.delete(photo.id);
    await db.uploads.delete(photo.id);
    touched.set(keyOf('photos', photo.id), ['photos', photo.id]);
    touched.set(keyOf('jobs', photo.job), ['jobs', photo.job]);
  } else if (photo.state === 'refused') {
    await db.uploads.update(photo.id, { problem: photo.problem || 'refused' });
  }
}

/** A refused change that a person has decided about no longer needs looking at. */
async function conflictArrived(db: LutongDB, conflict: Conflict): Promise<void> {
  if (!conflict.resolution) return;
  await db.outbox
    .where('state')
    .equals('refused')
    .and((r) => r.result?.aside === conflict.id)
    .modify({ state: 'acked', ackedAt: conflict.resolvedAt || conflict.receivedAt });
}

async function drop(db: LutongDB, collection: CollectionName, id: Id, touched: Map<Key, [CollectionName, Id]>): Promise<void> {
  if (await held(db, collection, id)) {
    await shade(db, collection, id);
    await db.shadows.update([collection, id], { dropped: true });
    touched.set(keyOf(collection, id), [collection, id]);
  } else {
    await db.shadows.delete([collection, id]);
    await view(db, collection).delete(id);
  }
}

async function remember(db: LutongDB, page: Page): Promise<void> {
  await db.seen.bulkPut(page.puts.map((p) => ({ in: p.in, id: p.doc.id })));
  await db.seen.bulkDelete(page.drops.map((d): [CollectionName, Id] => [d.in, d.id]));
}

/** The end of a reset: whatever the server did not name is withdrawn. */
async function sweep(db: LutongDB, touched: Map<Key, [CollectionName, Id]>): Promise<void> {
  const seen = new Set((await db.seen.toCollection().primaryKeys()).map(([c, id]) => keyOf(c, id)));
  for (const collection of collectionNames) {
    for (const id of await view(db, collection).toCollection().primaryKeys()) {
      if (seen.has(keyOf(collection, id))) continue;
      const shadow = await db.shadows.get([collection, id]);
      if (shadow && !shadow.doc) continue; // made here, and the server has not heard of it yet
      await drop(db, collection, id, touched);
    }
  }
  await db.seen.clear();
}

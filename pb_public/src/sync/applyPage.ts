// A page of a pull goes into the local store together with its cursor, in one transaction (L3).
//
// - A record with unsent work: the page changes the server's version of it, the work is re-applied on top (L6).
// - A drop waits while anything unsent hangs on the record (P5).
// - A reset (L4) replaces the copies without emptying the screens: what was not met by the end of it is withdrawn.
import type { CollectionName, Conflict, Doc, Figure, Id, JobEvent, Photo } from '../domain/records.ts';
import { collectionNames } from '../domain/fields.ts';
import { makesPicture } from '../db/attention.ts';
import { view, type LutongDB } from '../db/db.ts';
import { getMeta, setMeta, type Owed } from '../db/meta.ts';
import { held, project, shade, type Author } from '../db/project.ts';
import type { SegmentSet } from '../protocol/wire.ts';
import type { Page, Put } from './page.ts';
import { changeSums, partOf } from './sums.ts';

type Key = `${CollectionName}/${Id}`;
const keyOf = (collection: CollectionName, id: Id): Key => `${collection}/${id}`;

/** Whole pages, in their order, as one transaction. `paid`: the server was told of the segments held, and has gone on from them. */
export async function applyPages(db: LutongDB, pages: Page[], now: Date, paid = false): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    if (paid) await setMeta(db, { owed: null });
    await applyOne(db, joined(pages), now);
  });
}

/** Several pages as one: of a record that comes more than once the last word counts. */
function joined(pages: Page[]): Page {
  const [first, ...others] = pages as [Page, ...Page[]];
  if (others.length === 0) return first;
  const puts = new Map<Key, Put>();
  const drops = new Map<Key, Page['drops'][number]>();
  for (const page of pages) {
    for (const put of page.puts) {
      drops.delete(keyOf(put.in, put.doc.id));
      puts.set(keyOf(put.in, put.doc.id), put);
    }
    for (const gone of page.drops) {
      puts.delete(keyOf(gone.in, gone.id));
      drops.set(keyOf(gone.in, gone.id), gone);
    }
  }
  return {
    ...first,
    puts: [...puts.values()],
    drops: [...drops.values()],
    passedOver: pages.flatMap((p) => p.passedOver),
    end: pages.at(-1)!.end,
  };
}

async function applyOne(db: LutongDB, page: Page, now: Date): Promise<void> {
  if (page.reset) {
    await db.seen.clear();
    await db.sums.clear(); // from here on they tell what this reset has met
    await setMeta(db, { owed: null });
  }
  const resetting = page.reset || (await getMeta(db, 'resetting'));
  const work = await begin(db);
  await take(work, page);
  if (resetting && !page.end.more) await sweep(work);
  await finish(work);

  const { cursor, epoch, more } = page.end;
  const owed = page.segments ? owedOf(page.segments) : await getMeta(db, 'owed');
  await setMeta(db, { cursor, epoch, resetting: resetting && more, summed: true, owed });
  if (page.end.now > (await getMeta(db, 'serverTime'))) await setMeta(db, { serverTime: page.end.now });
  if (!more && !owed) await setMeta(db, { lastSuccess: now.toISOString() });
}

const owedOf = ({ set, parts }: SegmentSet): Owed => ({
  set,
  left: parts.map(({ id, records }) => ({ id, records })),
  done: 0,
  total: parts.reduce((n, p) => n + p.records, 0),
});

/** What is under way in a transaction: records the server spoke of whose view rows have to be made right at its end. */
export interface Work {
  db: LutongDB;
  author: Author;
  shadows: Set<Key>;
  touched: Map<Key, [CollectionName, Id]>;
}

export async function begin(db: LutongDB): Promise<Work> {
  const author: Author = { me: db.userId, offset: await getMeta(db, 'offset') };
  const shadows = new Set((await db.shadows.toCollection().primaryKeys()).map(([c, id]) => keyOf(c, id)));
  return { db, author, shadows, touched: new Map() };
}

/** The records of a page, and their sums. */
export async function take(work: Work, { puts, drops, passedOver }: Pick<Page, 'puts' | 'drops' | 'passedOver'>): Promise<void> {
  await put(work, puts);
  for (const { in: collection, id } of drops) await drop(work, collection, id);
  const gone = drops.map((d) => ({ ...d, sum: null }));
  await changeSums(work.db, [...puts.map((p) => ({ in: p.in, id: p.doc.id, sum: p.sum })), ...gone, ...passedOver]);
}

export async function finish({ db, touched, author }: Work): Promise<void> {
  for (const [collection, id] of touched.values()) await project(db, collection, id, author);
}

async function put({ db, shadows, touched }: Work, puts: Put[]): Promise<void> {
  const plain = new Map<CollectionName, Doc[]>();
  const touch = (collection: CollectionName, id: Id) => {
    const key = keyOf(collection, id);
    if (shadows.has(key)) touched.set(key, [collection, id]);
  };
  for (const { in: collection, doc } of puts) {
    if (shadows.has(keyOf(collection, doc.id))) {
      await db.shadows.put({ in: collection, id: doc.id, doc, dropped: false });
      await db.outbox
        .where('[in+id]')
        .equals([collection, doc.id])
        .and((r) => r.state === 'pending' && r.sent === true)
        .modify({ pulledSince: true });
      touch(collection, doc.id);
    } else {
      const docs = plain.get(collection);
      if (docs) docs.push(doc);
      else plain.set(collection, [doc]);
    }
    if (collection === 'events') touch('jobs', (doc as unknown as JobEvent).job); // its fold may read differently now
    if (collection === 'photos' || collection === 'figures') await photoArrived(db, collection, doc as unknown as Photo | Figure, touched);
    if (collection === 'conflicts') await conflictArrived(db, doc as unknown as Conflict);
  }
  for (const [collection, docs] of plain) await view(db, collection).bulkPut(docs);
}

/** U1: the tablet's own bytes go only when the server's record says that it stored the same ones. */
async function photoArrived(db: LutongDB, of: 'photos' | 'figures', photo: Photo | Figure, touched: Work['touched']): Promise<void> {
  const upload = await db.uploads.get(photo.id);
  if (!upload) return;
  if (photo.state === 'stored' && photo.sha256 === upload.sha256) {
    if (of === 'figures') await keepOwn(db, photo.id, upload.sha256);
    await db.blobs.delete(photo.id);
    await db.uploads.delete(photo.id);
    touched.set(keyOf(of, photo.id), [of, photo.id]);
    if (upload.job) touched.set(keyOf('jobs', upload.job), ['jobs', upload.job]);
  } else if (photo.state === 'refused') {
    await db.uploads.update(photo.id, { problem: photo.problem || 'refused' });
  }
}

/** The writer's tablet has the image already: it need not fetch what it sent. */
async function keepOwn(db: LutongDB, id: Id, sha256: string): Promise<void> {
  const own = await db.blobs.get(id);
  if (own)
    await db.figureFiles.put({
      key: `${sha256}/view`,
      mime: own.mime,
      bytes: own.bytes,
      length: own.bytes.byteLength,
      usedAt: Date.now(),
    });
}

/** A refused change that a person has decided about no longer needs looking at; the bytes of a photo that is not to be are not sent, and go
 *  when their author has seen it. */
async function conflictArrived(db: LutongDB, conflict: Conflict): Promise<void> {
  if (!conflict.resolution) return;
  const decided = db.outbox
    .where('state')
    .equals('refused')
    .and((r) => r.result?.aside === conflict.id);
  if (conflict.resolution === 'theirs') {
    const unwanted = (await decided.toArray()).filter(makesPicture).map((r) => r.id);
    await db.uploads.where('id').anyOf(unwanted).modify({ problem: 'set_aside' });
  }
  await decided.modify({ state: 'acked', ackedAt: conflict.resolvedAt || conflict.receivedAt });
}

/** The server no longer shows the record to this device. */
export async function drop({ db, touched, shadows }: Work, collection: CollectionName, id: Id): Promise<void> {
  if (await held(db, collection, id)) {
    await shade(db, collection, id);
    await db.shadows.update([collection, id], { dropped: true });
    touched.set(keyOf(collection, id), [collection, id]);
    shadows.add(keyOf(collection, id));
  } else {
    await db.shadows.delete([collection, id]);
    shadows.delete(keyOf(collection, id));
    await view(db, collection).delete(id);
  }
}

/** Drops what of the collection the server did not name; what was made here and it has not heard of stays. */
export async function dropOthers(work: Work, collection: CollectionName, ids: Id[], named: (id: Id) => boolean): Promise<number> {
  let gone = 0;
  for (const id of ids) {
    if (named(id)) continue;
    const shadow = await work.db.shadows.get([collection, id]);
    if (shadow && !shadow.doc) continue;
    await drop(work, collection, id);
    gone++;
  }
  return gone;
}

/** The end of a reset: whatever it did not name is withdrawn. */
async function sweep(work: Work): Promise<void> {
  const { db } = work;
  const rows = new Map((await db.sums.toArray()).map((row) => [row.part, row.sums]));
  const acknowledged = new Set((await db.seen.toCollection().primaryKeys()).map(([c, id]) => keyOf(c, id)));
  for (const collection of collectionNames) {
    const named = (id: Id) => Object.hasOwn(rows.get(partOf(collection, id)) ?? {}, id) || acknowledged.has(keyOf(collection, id));
    await dropOthers(work, collection, (await view(db, collection).toCollection().primaryKeys()) as Id[], named);
  }
  await db.seen.clear();
}

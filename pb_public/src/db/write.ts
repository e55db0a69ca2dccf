// The one way a person's change is stored: view row, outbox row with its number, and bytes, in ONE transaction. Numbers
// rise strictly because they are drawn in the same transaction, also with two tabs open (M1).
import { wasOf, type Values } from '../domain/apply.ts';
import { Fault } from '../domain/fault.ts';
import type { CollectionName, Doc, Id } from '../domain/records.ts';
import { SCHEMA, type Op } from '../protocol/wire.ts';
import { view, type LutongDB, type OutboxRow, type UploadRow } from './db.ts';
import { getMeta, setMeta } from './meta.ts';
import { jobOf, project, shade } from './project.ts';

export interface Change {
  in: CollectionName;
  id: Id;
  op: Op;
  /** a function reads the record as it stands when the change is stored, in the same transaction */
  set?: Values | ((doc: Doc) => Values);
  /** what the person saw when the edit began, where that is not what the view says now (M3); a function as with `set` */
  was?: Values | ((doc: Doc) => Values);
}

/** The bytes of a new photo, and the row that follows them on their way. */
export interface PhotoBytes {
  bytes: ArrayBuffer;
  upload: UploadRow;
}

// Values may be rune proxies, which IndexedDB cannot clone; and what is stored must be what travels.
const plain = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));

export interface WriteOptions {
  retryOf?: number;
  /** of the app that chose the values, where it was an older one */
  schema?: number;
  /** Asked in the same transaction, of the outbox, the uploads or a collection that is changed: true, and nothing is stored. */
  unless?: () => Promise<boolean>;
}

/** Stores the changes as one. `photos` are bytes that belong to them. */
export async function write(db: LutongDB, changes: Change[], photos: PhotoBytes[] = [], opts: WriteOptions = {}): Promise<void> {
  const tables = new Set(['outbox', 'shadows', 'meta', 'blobs', 'uploads', 'jobs', 'events', ...changes.map((c) => c.in)]);
  try {
    await db.transaction('rw', [...tables], async () => {
      if (await opts.unless?.()) return;
      for (const { bytes, upload } of photos) {
        await db.blobs.add({ id: upload.id, job: upload.job, mime: upload.mime, bytes });
        await db.uploads.add(upload);
      }
      for (const change of changes) {
        const n = await writeOne(db, change, opts.schema ?? SCHEMA);
        if (opts.retryOf) await db.outbox.update(opts.retryOf, { state: 'acked', retriedAs: n, ackedAt: new Date().toISOString() });
      }
    });
    db.onStored(null);
  } catch (e) {
    const fault = asFault(e);
    if (fault instanceof Fault && fault.code.startsWith('storage_')) db.onStored(fault.code);
    throw fault;
  }
}

async function writeOne(db: LutongDB, change: Change, schema: number): Promise<number> {
  const { in: collection, id, op } = change;
  const author = { me: db.userId, offset: await getMeta(db, 'offset') };
  const n = (await getMeta(db, 'lastN')) + 1;
  await setMeta(db, { lastN: n });

  const before = await view(db, collection).get(id);
  if (op !== 'create' && !before) throw new Fault('missing', `${collection}/${id} is not on this tablet`);
  const asOf = (values: Change['set']) => plain(typeof values === 'function' ? values(before ?? { id }) : values);
  const set = asOf(change.set);
  const doc: Doc = before ?? { id, ...set };
  const at = new Date().toISOString();
  const row: OutboxRow = { n, in: collection, id, op, at, state: 'pending', job: jobOf(collection, doc), schema };
  if (set) row.set = set;
  if (op === 'update') row.was = { ...wasOf(doc, set ?? {}), ...asOf(change.was) };

  await shade(db, collection, id);
  if (row.job && collection !== 'jobs' && (await db.jobs.get(row.job))) await shade(db, 'jobs', row.job);
  await db.outbox.add(row);
  await project(db, collection, id, author);
  if (row.job && collection !== 'jobs') await project(db, 'jobs', row.job, author);
  return n;
}

function asFault(e: unknown): unknown {
  const name = (e as { name?: string; inner?: { name?: string } } | null)?.inner?.name ?? (e as { name?: string } | null)?.name;
  if (name === 'QuotaExceededError') return new Fault('storage_full', String(e));
  // UnknownError: WebKit lost its connection to the database while the page was behind another app
  if (name === 'DatabaseClosedError' || name === 'OpenFailedError' || name === 'InvalidStateError' || name === 'UnknownError')
    return new Fault('storage_broken', String(e));
  return e;
}

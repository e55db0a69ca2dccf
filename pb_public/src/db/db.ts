// The local store: one database per user. What every screen reads are the *view* tables, one per collection, whose rows
// are the server's record with this tablet's unsent work re-applied (L6). While a record has unsent work, the server's own
// version of it stands in `shadows`. A local write, its outbox row and any bytes are one transaction (see write.ts).
import Dexie, { type DexieOptions, type EntityTable, type Table } from 'dexie';
import type { FaultCode } from '../domain/fault.ts';
import type { CollectionName, Doc, Id, Records, Time } from '../domain/records.ts';
import type { SearchRow } from '../domain/searchLog.ts';
import type { Mutation, PushResult } from '../protocol/wire.ts';

/** The server's version of a record that has unsent work here. */
export interface Shadow {
  in: CollectionName;
  id: Id;
  /** null: the server does not have it, as far as this tablet knows. */
  doc: Doc | null;
  /** The server withdrew or deleted it; it goes once nothing unsent is left on it (P5). */
  dropped: boolean;
}

/** pending: to be sent. refused: not in effect, waits for a person (P9). acked: kept 14 days for a server restored from a backup (P7). */
export type OutboxState = 'pending' | 'refused' | 'acked';

export interface OutboxRow extends Mutation {
  state: OutboxState;
  /** The job it belongs to, "" for none: a job with unsent work on its children stays. */
  job: Id;
  /** The schema of the app it was made with, under which it is sent (P8). Rows of the first releases do not say: they are of schema 1. */
  schema?: number;
  /** What the server said; absent while pending. */
  result?: PushResult;
  ackedAt?: Time;
  /** It left at least once, so the server may have it although no answer came. */
  sent?: boolean;
  /** A pull brought the record after it was sent: that version may hold its effect already. */
  pulledSince?: boolean;
  /** The mutation that replaces this refused one. */
  retriedAs?: number;
}

/** The server converts what an older app made (P8): it has to be told which one that was. */
export const schemaOf = ({ schema }: Pick<OutboxRow, 'schema'>): number => schema ?? 1;

/** Bytes of a photo until a pulled record says that the server stored them (U1). ArrayBuffer, because Blobs rot on iOS. */
export interface BlobRow {
  id: Id;
  job: Id;
  mime: string;
  bytes: ArrayBuffer;
}

/** The bytes of an article's image as the server makes them for readers, kept for reading without a network (state/figureFiles.ts). */
export interface FigureFile {
  /** "<sha256>/<size>" */
  key: string;
  mime: string;
  bytes: ArrayBuffer;
  /** of the bytes, so that adding up does not read them */
  length: number;
  /** when it was last looked at (ms) */
  usedAt: number;
}

/** How far the bytes of a photo have got; beside the bytes, so that counting does not read them. */
export interface UploadRow {
  id: Id;
  /** Where its record is; photos where it does not say. */
  in?: 'figures';
  job: Id;
  sha256: string;
  mime: string;
  size: number;
  addedAt: Time;
  /** The server has taken all bytes; the copy is kept until the record says `stored`. */
  sent: boolean;
  tries: number;
  /** Do not try again before this instant (ms). */
  notBefore: number;
  /** Where a broken upload goes on. */
  uploadUrl: string;
  problem: string;
  /** These bytes were too large to send; a smaller picture of them travels as that photo. */
  originalOf?: Id;
}

/** The collection of the record that an upload belongs to. */
export const recordOf = (upload: Pick<UploadRow, 'in'>): 'photos' | 'figures' => upload.in ?? 'photos';

/** The sums (crc32.ts) of the server's versions held here, of one part of a collection: "<collection>/<first character of the id>".
 *  A few hundred rows instead of one for each record: a page of a first sync rewrites some forty of them. */
export interface SumRow {
  part: string;
  sums: { [id: Id]: number };
  /** Its records were passed over, because the app did not know their collection when they came. */
  passedOver?: boolean;
}

/** A file of the search index as the server made it (search/segment.ts), under the name its contents give it; `place`: its turn. */
export interface IndexFile {
  id: string;
  place: number;
  bytes: ArrayBuffer;
}

export interface MetaRow {
  key: string;
  value: unknown;
}

type Views = { [C in CollectionName]: EntityTable<Records[C], 'id'> };

/** Since version 3. */
const USES = { articleUses: 'id, article, job', articleCounts: 'id' };
/** Since version 4. */
const FIGURES = { figures: 'id, article' };
/** Since version 5. */
const PARTS = { parts: 'id, job' };
/** Since version 7. */
const WORDS = { searchWords: 'id, kind' };
/** Since version 8. */
const COMMENTS = { articleComments: 'id, article' };

/** The tables of the first version. */
const VIEWS: Record<
  Exclude<CollectionName, keyof typeof USES | keyof typeof FIGURES | keyof typeof PARTS | keyof typeof WORDS | keyof typeof COMMENTS>,
  string
> = {
  teams: 'id',
  users: 'id, role, *teams',
  templates: 'id, key, stage, *jobKinds',
  articles: 'id, slug, kind, [lang+kind], owner, confidence',
  articleVersions: 'id, article',
  customers: 'id, name',
  sites: 'id, customer, team',
  contacts: 'id, customer, site',
  assets: 'id, site, parent, serial, qr',
  jobs: 'id, site, customer, team, status, plannedStart, createdAt, followUpOf, *assignees',
  visits: 'id, job',
  events: 'id, job, correctedAt, [job+correctedAt]',
  runs: 'id, job, [job+template]',
  photos: 'id, job, run, [run+item]',
  signatures: 'id, job',
  shareLinks: 'id, job',
  ratings: 'id, job',
  pastJobs: 'id, job, site, team, closedAt',
  conflicts: 'id, job, resolution, [collection+record]',
};

class Store extends Dexie {
  shadows!: Table<Shadow, [CollectionName, Id]>;
  outbox!: EntityTable<OutboxRow, 'n'>;
  blobs!: EntityTable<BlobRow, 'id'>;
  uploads!: EntityTable<UploadRow, 'id'>;
  meta!: EntityTable<MetaRow, 'key'>;
  sums!: EntityTable<SumRow, 'part'>;
  /** What was searched for and not told yet; no part of the sync. */
  searches!: EntityTable<SearchRow, 'id'>;
  figureFiles!: EntityTable<FigureFile, 'key'>;
  indexFiles!: EntityTable<IndexFile, 'id'>;
  /** Records whose work was acknowledged while a reset (L4) is under way: its pages may have been drawn up before, and not name them. */
  seen!: Table<{ in: CollectionName; id: Id }, [CollectionName, Id]>;

  /** Hears of every change a person makes whether it could be stored: null, or why not. */
  onStored: (problem: FaultCode | null) => void = () => {};

  constructor(
    readonly userId: Id,
    options: DexieOptions = {},
  ) {
    super('lutong-' + userId, { chromeTransactionDurability: 'strict', cache: 'disabled', ...options });
    this.version(1).stores({
      ...VIEWS,
      shadows: '[in+id]',
      outbox: 'n, state, [in+id], job, [state+job]',
      blobs: 'id, job',
      uploads: 'id, job',
      meta: 'key',
      seen: '[in+id]',
    });
    this.version(2)
      .stores({ sums: 'part' })
      .upgrade(async (tx) => {
        // What a reset had met so far stood in `seen`; with sums it is told by them, so it begins again.
        const reset = (await tx.table<MetaRow>('meta').get('resetting'))?.value === true;
        if (reset) await tx.table<MetaRow>('meta').bulkPut([{ key: 'cursor', value: '' }]);
        await tx.table('seen').clear();
      });
    this.version(3).stores({ ...USES, searches: 'id, at', jobs: VIEWS.jobs + ', storyArticle' });
    this.version(4).stores({ ...FIGURES, figureFiles: 'key, [usedAt+length]' });
    this.version(5).stores(PARTS);
    this.version(6).stores({ indexFiles: 'id' }); // read and written by the search worker alone
    this.version(7).stores(WORDS);
    this.version(8).stores(COMMENTS);
  }
}

/** A user's database with a typed table per collection: db.jobs, db.events ... */
export type LutongDB = Store & Views;
export const LutongDB = Store as unknown as new (userId: Id, options?: DexieOptions) => LutongDB;

/** The view table of a collection, when its name is only known at run time. */
export function view(db: LutongDB, collection: CollectionName): Table<Doc, Id> {
  return db.table(collection);
}

// The worker's copy of the records the one box looks through: read from the tablet's tables by the worker itself, table by table, those
// that changed. The cards are made anew from it, which takes less time than working out which of them changed.
import type { Asked } from './asked.ts';
import { candidatesOf, likeJobs, type Candidate, type LikeJob } from './likeJobs.ts';
import { cardsOf, type Draft, type Shelf } from './record.ts';
import { RecordIndex, type RecordQuery, type RecordResult } from './recordIndex.ts';
import { readStore } from './read.ts';
import { TABLES, type TableName } from './tables.ts';

interface OutboxRow {
  state: string;
  job: string;
}

export class RecordShelf {
  private index = new RecordIndex();
  private shelf: Shelf = { customers: [], sites: [], contacts: [], assets: [], jobs: [], pastJobs: [], unsent: [], drafts: [] };
  private stale = true;
  /** Jobs to look back on; made when first asked for. */
  private past: Candidate[] | null = null;
  private db = '';

  get size(): number {
    return this.index.size;
  }

  /** Reads tables of a database; all of them when it is another database than before. */
  async read(db: string, tables: readonly TableName[]): Promise<void> {
    const all = db === this.db ? tables : TABLES;
    for (const table of all) {
      const rows = (await readStore(db, table)) ?? [];
      if (table === 'outbox') {
        const jobs = (rows as unknown as OutboxRow[]).filter((r) => r.state === 'pending' && r.job).map((r) => r.job);
        this.shelf.unsent = [...new Set(jobs)];
      } else {
        this.shelf[table] = rows as never[];
      }
    }
    this.db = db;
    this.stale = true;
    this.past = null;
  }

  like(asked: Asked): LikeJob[] {
    return likeJobs(asked, (this.past ??= candidatesOf(this.shelf)));
  }

  find(query: RecordQuery, drafts: Draft[]): RecordResult {
    if (JSON.stringify(drafts) !== JSON.stringify(this.shelf.drafts)) {
      this.shelf.drafts = drafts;
      this.stale = true;
    }
    if (this.stale) this.index.replace(cardsOf(this.shelf));
    this.stale = false;
    return this.index.find(query);
  }
}

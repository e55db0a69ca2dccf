// What somebody would write who wants RxDB on our wire: two handlers, from sync.md and RxDB's documentation, nothing of our engine. All
// collections live in one RxCollection, because one cursor orders them all.
import { createRxDatabase, type RxCollection, type RxConflictHandler, type RxDatabase, type WithDeleted } from 'rxdb';
import { replicateRxCollection, type RxReplicationState } from 'rxdb/plugins/replication';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import type { Person } from './person.ts';

export type Doc = Record<string, unknown>;

/** A record of ours in RxDB: key is "jobs/<id>". */
export interface Row {
  key: string;
  doc: Doc;
}

interface Checkpoint {
  cursor: string;
}

interface Line {
  put?: string;
  drop?: string;
  id?: string;
  doc?: Doc;
  reset?: boolean;
  end?: { cursor: string; more: boolean };
}

interface Outcome {
  n: number;
  status: string;
  doc?: Doc;
}

type Mutation = { n: number; in: string; id: string; op: string; at: string; was?: Doc; set?: Doc };

const gone = (key: string): WithDeleted<Row> => ({ key, doc: {}, _deleted: true });

/** The server has merged already, and what lost is set aside there: its word stands. */
const conflictHandler: RxConflictHandler<Row> = {
  isEqual: (a, b) => a._deleted === b._deleted && JSON.stringify(a.doc) === JSON.stringify(b.doc),
  resolve: async ({ realMasterState }) => realMasterState,
};

export class RxTablet {
  /** failed requests that RxDB tried again */
  failures = 0;
  outcomes: string[] = [];
  private numbers = new Map<string, number>();
  private acked = 0;

  private constructor(
    private who: Person,
    private db: RxDatabase,
    readonly rows: RxCollection<Row>,
  ) {}

  private replication!: RxReplicationState<Row, Checkpoint>;

  static async open(name: string, who: Person): Promise<RxTablet> {
    const db = await createRxDatabase({ name, storage: getRxStorageMemory(), multiInstance: false });
    const { rows } = await db.addCollections({
      rows: {
        schema: {
          version: 0,
          primaryKey: 'key',
          type: 'object',
          properties: { key: { type: 'string', maxLength: 60 }, doc: { type: 'object' } },
          required: ['key', 'doc'],
        },
        conflictHandler,
      },
    });
    const tablet = new RxTablet(who, db, rows as RxCollection<Row>);
    tablet.replicate();
    return tablet;
  }

  private replicate(): void {
    this.replication = replicateRxCollection<Row, Checkpoint>({
      replicationIdentifier: 'lutong',
      collection: this.rows,
      live: true,
      retryTime: 20,
      pull: { batchSize: 100, handler: (checkpoint, size) => this.pull(checkpoint, size) },
      push: { batchSize: 20, handler: (rows) => this.push(rows) },
    });
    this.replication.error$.subscribe(() => this.failures++);
  }

  /** one page of NDJSON is one batch; its cursor is the checkpoint */
  private async pull(
    checkpoint: Checkpoint | undefined,
    limit: number,
  ): Promise<{ documents: WithDeleted<Row>[]; checkpoint: Checkpoint }> {
    const cursor = checkpoint?.cursor ?? '';
    const text = await (await this.who.ask(`/api/sync/v1/pull?limit=${limit}&cursor=${encodeURIComponent(cursor)}`)).text();
    const lines = text
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as Line);
    const end = lines.at(-1)?.end;
    if (!end) throw new Error('cut'); // L1
    const documents = lines.flatMap((l) =>
      l.put && l.doc
        ? [{ key: `${l.put}/${String(l.doc['id'])}`, doc: l.doc, _deleted: false }]
        : l.drop
          ? [gone(`${l.drop}/${l.id}`)]
          : [],
    );
    return { documents, checkpoint: { cursor: end.cursor } };
  }

  /** a row is a mutation; what the server made of it otherwise goes back as RxDB's conflict */
  private async push(
    rows: { newDocumentState: WithDeleted<Row>; assumedMasterState?: WithDeleted<Row> | undefined }[],
  ): Promise<WithDeleted<Row>[]> {
    const now = new Date().toISOString();
    const mutations = rows.map(({ newDocumentState: mine, assumedMasterState: base }): Mutation => {
      const [collection = '', id = ''] = mine.key.split('/');
      const common = { n: this.numberOf(JSON.stringify([mine, base])), in: collection, id, at: now };
      if (mine._deleted) return { ...common, op: 'delete' };
      if (!base || base._deleted) return { ...common, op: 'create', set: mine.doc };
      const changed = Object.keys(mine.doc).filter((f) => JSON.stringify(mine.doc[f]) !== JSON.stringify(base.doc[f]));
      const pick = (doc: Doc) => Object.fromEntries(changed.map((f) => [f, doc[f]]));
      return { ...common, op: 'update', was: pick(base.doc), set: pick(mine.doc) };
    });
    mutations.sort((a, b) => a.n - b.n);
    const answer = (await (
      await this.who.ask('/api/sync/v1/push', { schema: 1, app: 'rxdb', now, acked: this.acked, mutations })
    ).json()) as { last: number; results: Outcome[] };
    this.acked = answer.last;
    this.outcomes.push(...answer.results.map((r) => r.status));
    return answer.results.flatMap((r, i): WithDeleted<Row>[] => {
      const { in: collection, id } = mutations[i]!;
      const key = `${collection}/${id}`;
      return r.status === 'applied' ? [] : [r.doc ? { key, doc: r.doc, _deleted: false } : gone(key)];
    });
  }

  /** the same change keeps its number however often RxDB sends it (M1) */
  private numberOf(change: string): number {
    const n = this.numbers.get(change) ?? this.numbers.size + 1;
    this.numbers.set(change, n);
    return n;
  }

  /** sends and fetches until there is nothing left to do */
  async settle(): Promise<void> {
    for (let before = ''; ;) {
      this.replication.reSync();
      await this.replication.awaitInSync();
      const now = JSON.stringify(await this.held());
      if (now === before) return;
      before = now;
    }
  }

  async pause(): Promise<void> {
    await this.replication.pause();
  }

  async resume(): Promise<void> {
    await this.replication.start();
  }

  async edit(key: string, change: Doc): Promise<void> {
    const row = await this.rows.findOne(key).exec(true);
    await row.incrementalModify((r) => ({ ...r, doc: { ...r.doc, ...change } }));
  }

  async add(collection: string, doc: Doc): Promise<void> {
    await this.rows.insert({ key: `${collection}/${String(doc['id'])}`, doc });
  }

  async remove(key: string): Promise<void> {
    await (await this.rows.findOne(key).exec(true)).remove();
  }

  async get(key: string): Promise<Doc | null> {
    return ((await this.rows.findOne(key).exec())?.toJSON().doc as Doc | undefined) ?? null;
  }

  /** all it holds, by key */
  async held(): Promise<Record<string, Doc>> {
    const rows = await this.rows.find().exec();
    return Object.fromEntries(rows.map((r) => [r.key, r.toJSON().doc as Doc] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  async close(): Promise<void> {
    await this.db.close();
  }
}

/** what a new device of the person is given: the truth to compare with */
export async function given(who: Person): Promise<Record<string, Doc>> {
  const out: [string, Doc][] = [];
  for (let cursor = '', more = true; more;) {
    const text = await (await who.ask(`/api/sync/v1/pull?limit=5000&cursor=${encodeURIComponent(cursor)}`)).text();
    for (const l of text.trim().split('\n')) {
      const line = JSON.parse(l) as Line;
      if (line.put && line.doc) out.push([`${line.put}/${String(line.doc['id'])}`, line.doc]);
      if (line.end) ({ cursor, more } = line.end);
    }
  }
  return Object.fromEntries(out.sort(([a], [b]) => (a < b ? -1 : 1)));
}

// One tablet for tests: a database of its own in memory, an engine, and a link to the fake server.
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../../db/db.ts';
import { deviceId } from '../../db/meta.ts';
import { Engine, type EngineNews } from '../engine.ts';
import { Link } from './link.ts';
import type { Fetch } from '../http.ts';
import type { FakeServer } from './server.ts';

export class Tablet {
  readonly link: Link;
  readonly engine: Engine;
  news: EngineNews = {};
  paused = 0;
  wiped = 0;
  clock = Date.parse('2026-11-21T08:00:00.000Z');

  private constructor(
    readonly db: LutongDB,
    server: FakeServer,
    pageSize: number,
  ) {
    this.link = new Link(server);
    this.engine = this.engineOn(this.link.fetch, pageSize);
  }

  /** Another tab's engine, or one on another road. */
  engineOn(fetch: Fetch, pageSize = 1000): Engine {
    return new Engine({
      db: this.db,
      token: () => 'token',
      app: 'test',
      fetch,
      now: () => this.clock,
      random: () => 0,
      exclusively: (work) => work(),
      tell: (news) => Object.assign(this.news, news),
      onPause: () => this.paused++,
      onWipe: () => this.wiped++,
      pageSize,
    });
  }

  static async make(server: FakeServer, user = 'anna00000000000', pageSize = 1000): Promise<Tablet> {
    const db = new LutongDB(user, { indexedDB: new IDBFactory(), IDBKeyRange });
    await db.open();
    await deviceId(db);
    return new Tablet(db, server, pageSize);
  }

  /** On a database that is there already, as after a restart of the app. */
  static on(db: LutongDB, server: FakeServer, pageSize = 1000): Tablet {
    return new Tablet(db, server, pageSize);
  }

  /** Syncs as if the person had tapped "sync now". */
  async sync(): Promise<void> {
    await this.engine.wake({ pull: true, force: true });
  }

  async pending(): Promise<number> {
    return this.db.outbox.where('state').equals('pending').count();
  }

  /** Everything the screens would show, without what a device keeps for itself. */
  async shown(): Promise<Record<string, unknown>> {
    const tables = this.db.tables.filter(
      (t) => !['meta', 'outbox', 'shadows', 'blobs', 'uploads', 'figureFiles', 'seen', 'sums'].includes(t.name),
    );
    const rows = await Promise.all(tables.map(async (t) => [t.name, await t.toArray()] as const));
    return Object.fromEntries(rows.filter(([, all]) => all.length > 0));
  }

  close(): void {
    this.engine.stop();
    this.db.close();
  }
}

/** The same view of the server. */
export function holds(server: FakeServer): Record<string, unknown> {
  const out: Record<string, unknown[]> = {};
  for (const [key, doc] of [...server.state.docs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!server.hidden.has(key)) (out[key.split('/')[0]!] ??= []).push(doc);
  }
  return out;
}

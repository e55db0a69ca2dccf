// The queue of photo bytes. A photo goes up once its record is acknowledged, so that the server knows whose it is; its bytes
// are hashed again first, since storage on tablets does rot. They stay here until a pulled record says `stored` (U1).
import type { LutongDB, UploadRow } from '../db/db.ts';
import { getMeta } from '../db/meta.ts';
import { project } from '../db/project.ts';
import { Fault } from '../domain/fault.ts';
import { sha256 } from '../domain/sha256.ts';

/** Uploads one photo, resuming at uploadUrl if there is one. Throws a Fault; `refused` carries the server's reason. */
export type Upload = (upload: UploadRow, bytes: ArrayBuffer, onUrl: (url: string) => void) => Promise<void>;

/** The server will not take these bytes, now or later. */
export class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export interface PhotoQueueOptions {
  db: LutongDB;
  upload: Upload;
  now: () => number;
  random: () => number;
  exclusively: (work: () => Promise<void>) => Promise<void>;
  /** A photo has arrived: pull, to hear that it is stored. */
  onArrived: () => void;
  onPause: () => void;
}

/** If the record does not say `stored` by then, the bytes are offered again. */
const ASK_AGAIN = 10 * 60_000;

export class PhotoQueue {
  private running: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly o: PhotoQueueOptions) {}

  /** Sends what can be sent now; one queue at a time over all tabs. */
  run(): Promise<void> {
    this.running ??= this.o
      .exclusively(async () => {
        for (let id = await this.next(); id && !this.stopped; id = await this.next()) {
          if (!(await this.send(id))) break;
        }
      })
      .catch((e: unknown) => console.warn('photos', e))
      .finally(() => (this.running = null));
    return this.running;
  }

  stop(): void {
    this.stopped = true;
  }

  /** Small ones first: signatures and labels are through while a bad line still carries the first large photo. */
  private async next(): Promise<string | undefined> {
    const { db } = this.o;
    const now = this.o.now();
    for (const { id, problem, notBefore } of (await db.uploads.toArray()).sort((a, b) => a.size - b.size)) {
      if (problem || notBefore > now) continue;
      const rows = await db.outbox.where('[in+id]').equals(['photos', id]).toArray();
      if (rows.some((r) => r.state === 'pending')) continue; // the record first
      if (rows.some((r) => r.state === 'refused' && r.retriedAs === undefined)) continue; // kept until a person decides
      return id;
    }
    return undefined;
  }

  /** False: stop for now. */
  private async send(id: string): Promise<boolean> {
    const { db } = this.o;
    const upload = await db.uploads.get(id);
    const bytes = (await db.blobs.get(id))?.bytes;
    if (!upload) return true;
    if (!bytes || (await sha256(bytes)) !== upload.sha256) {
      await db.uploads.update(id, { problem: 'bytes_damaged' });
      return true;
    }
    const wait = Math.min(ASK_AGAIN, 2_000 * 2 ** upload.tries) * (1 - this.o.random() / 2);
    try {
      await this.o.upload(upload, bytes, (uploadUrl) => void db.uploads.update(id, { uploadUrl }));
    } catch (e) {
      if (e instanceof Refused) {
        await db.uploads.update(id, { problem: e.code, uploadUrl: '' });
        return true;
      }
      await db.uploads.update(id, { tries: upload.tries + 1, notBefore: this.o.now() + wait });
      if (e instanceof Fault && e.code === 'unauthorized') this.o.onPause();
      return false;
    }
    await this.sent(upload);
    this.o.onArrived();
    return true;
  }

  private async sent(upload: UploadRow): Promise<void> {
    const { db } = this.o;
    await db.transaction('rw', db.tables, async () => {
      await db.uploads.update(upload.id, { sent: true, uploadUrl: '', tries: upload.tries + 1, notBefore: this.o.now() + ASK_AGAIN });
      const author = { me: db.userId, offset: await getMeta(db, 'offset') };
      await project(db, 'photos', upload.id, author); // a withdrawn photo may go now
      await project(db, 'jobs', upload.job, author);
    });
  }
}

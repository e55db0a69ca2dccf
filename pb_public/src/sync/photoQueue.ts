// The queue of photo bytes. A photo goes up once its record is acknowledged, so that the server knows whose it is; its bytes
// are hashed again first, since storage on tablets does rot. They stay here until a pulled record says `stored` (U1).
//
// Two kinds of waiting: one photo for which it is too early lets the others pass; a line that is down, or a server that wants to be left
// alone (429, 503), holds them all, and what the server asked for (Retry-After) outlasts a restart and no tap overrides it.
import { recordOf, type LutongDB, type UploadRow } from '../db/db.ts';
import { getMeta, setMeta } from '../db/meta.ts';
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

/** Too early for this photo: its record may still be on its way, its upload may have expired. Says nothing about the others. */
export class Later extends Error {}

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
const FIRST_WAIT = 2_000;
const LONGEST_ASKED = 24 * 3_600_000;

/** Whether it is still too early. An instant further away than anybody waits was noted by a clock that has been put right since. */
const early = (notBefore: number, now: number, longest: number) => notBefore > now && notBefore <= now + longest;

export class PhotoQueue {
  private running: Promise<void> | null = null;
  private stopped = false;
  /** Asked to run while it was: what came since its last look would wait. */
  private again = false;
  /** Failures of the line in a row, and until when it is left alone for them. */
  private tries = 0;
  private notBefore = 0;

  constructor(private readonly o: PhotoQueueOptions) {}

  /** Sends what can be sent now; one queue at a time over all tabs. `force`: the line may be back. */
  run({ force = false } = {}): Promise<void> {
    if (force) [this.notBefore, this.tries] = [0, 0];
    if (this.running) this.again = true;
    this.running ??= this.o
      .exclusively(async () => {
        this.again = false;
        if (await this.resting()) return;
        for (let id = await this.next(); id && !this.stopped; id = await this.next()) {
          if (!(await this.send(id))) break;
        }
      })
      .catch((e: unknown) => console.warn('photos', e))
      .finally(() => {
        this.running = null;
        if (this.again && !this.stopped) void this.run();
      });
    return this.running;
  }

  stop(): void {
    this.stopped = true;
  }

  private async resting(): Promise<boolean> {
    const now = this.o.now();
    return early(this.notBefore, now, ASK_AGAIN) || early(await getMeta(this.o.db, 'photosAsked'), now, LONGEST_ASKED);
  }

  /** Evidence before the images of articles, and small ones first: signatures and labels are through while a bad line still carries the
   *  first large photo. */
  private async next(): Promise<string | undefined> {
    const { db } = this.o;
    const now = this.o.now();
    const later = (upload: UploadRow) => Number(recordOf(upload) === 'figures');
    for (const upload of (await db.uploads.toArray()).sort((a, b) => later(a) - later(b) || a.size - b.size)) {
      const { id, problem, notBefore } = upload;
      if (problem || early(notBefore, now, ASK_AGAIN)) continue;
      const rows = await db.outbox
        .where('[in+id]')
        .equals([recordOf(upload), id])
        .toArray();
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
    try {
      await this.o.upload(upload, bytes, (uploadUrl) => void db.uploads.update(id, { uploadUrl }));
    } catch (e) {
      if (!(e instanceof Refused)) return this.failed(upload, e);
      await db.uploads.update(id, { problem: e.code, uploadUrl: '' });
      return true;
    }
    this.tries = 0;
    await this.sent(upload);
    this.o.onArrived();
    return true;
  }

  /** Whether the next photo has better prospects. */
  private async failed({ id, tries }: UploadRow, e: unknown): Promise<boolean> {
    if (this.stopped) return false;
    const fault = e instanceof Fault ? e : new Fault('unavailable', String(e));
    if (fault.code === 'unauthorized') {
      this.o.onPause();
      return false;
    }
    if (e instanceof Later || fault.code === 'unavailable')
      // perhaps it is this photo: next time another one goes first
      await this.o.db.uploads.update(id, { tries: tries + 1, notBefore: this.o.now() + this.wait(tries) });
    if (e instanceof Later) return true;
    this.notBefore = this.o.now() + this.wait(this.tries++);
    if (fault.retryAfter > 0) {
      // later by chance, never earlier: those who were told the same do not return in step
      const asked = Math.min(LONGEST_ASKED, fault.retryAfter * (1 + this.o.random() / 4));
      await setMeta(this.o.db, { photosAsked: this.o.now() + asked });
    }
    return false;
  }

  /** Twice as long each time, less up to a half by chance. */
  private wait(tries: number): number {
    return Math.min(ASK_AGAIN, FIRST_WAIT * 2 ** tries) * (1 - this.o.random() / 2);
  }

  private async sent(upload: UploadRow): Promise<void> {
    const { db } = this.o;
    await db.transaction('rw', db.tables, async () => {
      await db.uploads.update(upload.id, { sent: true, uploadUrl: '', tries: upload.tries + 1, notBefore: this.o.now() + ASK_AGAIN });
      const author = { me: db.userId, offset: await getMeta(db, 'offset') };
      await project(db, recordOf(upload), upload.id, author); // a withdrawn photo may go now
      if (upload.job) await project(db, 'jobs', upload.job, author);
    });
  }
}

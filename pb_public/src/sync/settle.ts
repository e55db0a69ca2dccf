// What the server's answer to a push changes on the tablet: outcomes are noted, the server's version of the touched records
// moves on, and their view rows follow, all in one transaction.
import { view, type LutongDB, type OutboxRow } from '../db/db.ts';
import { getMeta, setMeta } from '../db/meta.ts';
import { pendingEvents, project, reapply, shade, withOwnFold, type Author } from '../db/project.ts';
import type { FaultCode } from '../domain/fault.ts';
import type { CollectionName, Doc, Id } from '../domain/records.ts';
import { sumOf } from '../protocol/crc32.ts';
import { changeSums } from './sums.ts';
import type { PushResponse, PushResult } from '../protocol/wire.ts';

const authorOf = async (db: LutongDB): Promise<Author> => ({ me: db.userId, offset: await getMeta(db, 'offset') });

/** Before a push leaves: a pull that comes between it and its answer may already hold its effect. */
export async function markSent(db: LutongDB, rows: OutboxRow[]): Promise<void> {
  await db.outbox.bulkUpdate(rows.filter((r) => !r.sent).map((r) => ({ key: r.n, changes: { sent: true } })));
}

export async function settle(db: LutongDB, answer: PushResponse): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    const author = await authorOf(db);
    const resetting = await getMeta(db, 'resetting');
    let acked = await getMeta(db, 'acked');
    for (const result of answer.results) {
      const row = await db.outbox.get(result.n);
      acked = Math.max(acked, result.n);
      if (row?.state !== 'pending') continue;
      await serverMoved(db, row, result, author);
      const { doc: _doc, ...outcome } = result; // the record itself is in the shadow
      const state = result.status === 'rejected' ? 'refused' : 'acked';
      await db.outbox.put({ ...row, state, result: outcome, ackedAt: answer.now });
      if (resetting) await db.seen.put({ in: row.in, id: row.id });
      await project(db, row.in, row.id, author);
      if (row.job && row.in !== 'jobs') await project(db, 'jobs', row.job, author);
    }
    await setMeta(db, { acked });
  });
}

/** Brings the server's version of the record to where the server now has it, as far as the answer tells. */
async function serverMoved(db: LutongDB, row: OutboxRow, result: PushResult, author: Author): Promise<void> {
  const key: [CollectionName, Id] = [row.in, row.id];
  const shadow = await db.shadows.get(key);
  if (!shadow) return;
  if (result.doc) {
    await db.shadows.update(key, { doc: result.doc });
  } else if (result.status === 'applied' && !(result.replayed && row.pulledSince)) {
    // Replayed after a pull: the pulled record has our change already, and perhaps a later one of somebody else's.
    const doc = reapply(shadow.doc, [row], author);
    await db.shadows.update(key, { doc, dropped: shadow.dropped || doc === null });
    await sumMoved(db, row, result, doc);
  }
  if (row.in === 'events' && row.job && result.status === 'applied') {
    // Until the pull brings the job as the server folded it, our own fold stands, so that the status does not step back.
    const job = await db.shadows.get(['jobs', row.job]);
    const unsent = new Set((await pendingEvents(db, row.job)).map((r) => r.id));
    unsent.delete(row.id);
    if (job?.doc) await db.shadows.update(['jobs', row.job], { doc: await withOwnFold(db, job.doc, unsent) });
  }
}

/**
 * echo=no: when what this end makes of the mutation is what the server made of it, no pull will tell of it. Otherwise the next one is asked to
 * (a server back from a backup may have carried the mutation out once more, late, and take the copy here for the same).
 */
async function sumMoved(db: LutongDB, { in: collection, id }: OutboxRow, { sum }: PushResult, doc: Doc | null): Promise<void> {
  if (doc === null) await changeSums(db, [{ in: collection, id, sum: null }]);
  else if (sum === undefined) return;
  else if (sumOf(collection, doc) === sum) await changeSums(db, [{ in: collection, id, sum }]);
  else await setMeta(db, { echo: true });
}

/** P9: a mutation the server cannot even read is set aside here, with its reason, for a person to look at. */
export async function park(db: LutongDB, n: number, code: FaultCode): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    const row = await db.outbox.get(n);
    if (row?.state !== 'pending') return;
    await db.outbox.update(n, { state: 'refused', result: { n, status: 'rejected', code } });
    const author = await authorOf(db);
    await project(db, row.in, row.id, author);
    if (row.job && row.in !== 'jobs') await project(db, 'jobs', row.job, author);
  });
}

/** P7: the server came back from a backup that ends at `last`. What was acknowledged after it is sent again. */
export async function rewind(db: LutongDB, last: number): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    await setMeta(db, { acked: last });
    const author = await authorOf(db);
    const rows = await db.outbox.where('n').above(last).toArray();
    // A refusal the server has forgotten is sent again too: it keeps it aside anew. One that was parked here stays parked.
    const again = rows.filter((r) => r.retriedAs === undefined && (r.state === 'acked' || (r.state === 'refused' && r.ackedAt)));
    for (const { result: _result, ackedAt: _ackedAt, ...row } of again) {
      await shade(db, row.in, row.id);
      if (row.job && row.in !== 'jobs' && (await view(db, 'jobs').get(row.job))) await shade(db, 'jobs', row.job);
      // Its bytes may be gone from the server as well; those still here go up again.
      if (row.in === 'photos' || row.in === 'figures') await db.uploads.update(row.id, { sent: false, uploadUrl: '', notBefore: 0 });
      await db.outbox.put({ ...row, state: 'pending', pulledSince: false });
    }
    for (const row of again) {
      await project(db, row.in, row.id, author);
      if (row.job) await project(db, 'jobs', row.job, author);
    }
  });
}

const KEEP_DAYS = 14;

/** Acknowledged mutations are kept for 14 days (P7), then forgotten; refused ones never are. By the server's clock: the tablet's may run a
 *  month ahead for a while, and what is forgotten does not come back. */
export async function forgetOld(db: LutongDB): Promise<void> {
  const now = Date.parse(await getMeta(db, 'serverTime'));
  if (Number.isNaN(now)) return; // not heard yet
  const before = new Date(now - KEEP_DAYS * 86_400_000).toISOString();
  await db.outbox
    .where('state')
    .equals('acked')
    .and((r) => (r.ackedAt ?? '') < before)
    .delete();
}

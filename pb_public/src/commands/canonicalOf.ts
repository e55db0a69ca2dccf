// What a customer signs, taken from this tablet's records.
import type { LutongDB } from '../db/db.ts';
import { canonical } from '../domain/canonical.ts';
import { Fault } from '../domain/fault.ts';
import type { Id } from '../domain/records.ts';

export async function canonicalOf(db: LutongDB, job: Id): Promise<string> {
  const sheet = await db.jobs.get(job);
  if (!sheet) throw new Fault('missing');
  return canonical({ job: sheet });
}

// job.edit: one field of the sheet, or one key of its pressure card ("pressure.who"). Nothing is written if nothing changed.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { valueAt } from '../domain/apply.ts';
import { Fault } from '../domain/fault.ts';
import type { Doc, Id, Job, Json, Pressure } from '../domain/records.ts';

type Derived = 'id' | 'number' | 'provisional' | 'status' | 'waiting' | 'stamps' | 'flags' | 'lastShared' | 'eta' | 'createdAt';
export type JobField = Exclude<keyof Job, Derived> | `pressure.${keyof Pressure & string}`;

export interface JobEditArgs {
  job: Id;
  field: JobField;
  value: unknown;
  /** what stood there when the person began to edit: if the office wrote meanwhile, both sides changed it, and the server must know */
  was?: unknown;
}

export async function jobEdit(db: LutongDB, args: JobEditArgs): Promise<void> {
  const job = await db.jobs.get(args.job);
  if (!job) throw new Fault('missing');
  if (JSON.stringify(valueAt(job as unknown as Doc, args.field)) === JSON.stringify(args.value)) return;
  const was = args.was === undefined ? {} : { was: { [args.field]: args.was as Json } };
  await write(db, [{ in: 'jobs', id: args.job, op: 'update', set: { [args.field]: args.value }, ...was }]);
}

// job.assign: who goes. Two mutations in one transaction: the assignees, and the event that moves the status.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { newId } from '../domain/id.ts';
import type { Id } from '../domain/records.ts';

export async function jobAssign(db: LutongDB, args: { job: Id; assignees: Id[] }): Promise<void> {
  await write(db, [
    { in: 'jobs', id: args.job, op: 'update', set: { assignees: args.assignees } },
    { in: 'events', id: newId(), op: 'create', set: { job: args.job, kind: 'assigned', data: { to: args.assignees } } },
  ]);
}

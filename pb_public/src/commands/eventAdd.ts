// event.add: one entry of a job's timeline: a milestone, own words, an ETA, a reason to wait.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { newId } from '../domain/id.ts';
import type { EventKind, Id, JobEvent } from '../domain/records.ts';

export type EventAddArgs = { job: Id; kind: EventKind } & Partial<Pick<JobEvent, 'visit' | 'text' | 'eta' | 'place' | 'shared' | 'data'>>;

export async function eventAdd(db: LutongDB, args: EventAddArgs): Promise<void> {
  await write(db, [{ in: 'events', id: newId(), op: 'create', set: { ...args } }]);
}

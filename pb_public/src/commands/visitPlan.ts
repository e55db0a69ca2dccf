// visit.plan: one trip of one or more engineers; made, or moved if it is known already.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { newId } from '../domain/id.ts';
import type { Id, Time } from '../domain/records.ts';

export interface VisitPlanArgs {
  job: Id;
  /** Given: that visit is moved. */
  visit?: Id;
  engineers?: Id[];
  plannedStart?: Time;
  plannedEnd?: Time;
  notes?: string;
}

export async function visitPlan(db: LutongDB, { job, visit, ...set }: VisitPlanArgs): Promise<Id> {
  const id = visit ?? newId();
  await write(db, [visit ? { in: 'visits', id, op: 'update', set } : { in: 'visits', id, op: 'create', set: { job, ...set } }]);
  return id;
}

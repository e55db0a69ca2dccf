// run.start: begin a checklist. The run keeps the template's version: a template record is one version.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { newId } from '../domain/id.ts';
import type { Id } from '../domain/records.ts';

export async function runStart(db: LutongDB, args: { job: Id; template: Id; visit?: Id }): Promise<Id> {
  const id = newId();
  await write(db, [{ in: 'runs', id, op: 'create', set: { ...args } }]);
  return id;
}

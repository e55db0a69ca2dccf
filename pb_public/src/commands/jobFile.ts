// job.file: somebody called. One transaction makes the job, the event that it was reported, and, if engineers were chosen
// at once, the event that it was assigned. The official number comes from the server; until then the tablet's own stands.
import type { LutongDB } from '../db/db.ts';
import { deviceId, getMeta, setMeta } from '../db/meta.ts';
import { write, type Change } from '../db/write.ts';
import { newId } from '../domain/id.ts';
import type { Id, Job } from '../domain/records.ts';

export type JobFileArgs = Pick<Job, 'team' | 'title'> &
  Partial<
    Pick<
      Job,
      | 'kind'
      | 'phase'
      | 'customer'
      | 'site'
      | 'contact'
      | 'assets'
      | 'description'
      | 'notes'
      | 'priority'
      | 'pressure'
      | 'impact'
      | 'assignees'
      | 'plannedStart'
      | 'plannedEnd'
      | 'respondBy'
      | 'restoreBy'
      | 'followUpOf'
    >
  >;

export async function jobFile(db: LutongDB, args: JobFileArgs): Promise<Id> {
  const id = newId();
  const changes: Change[] = [
    { in: 'jobs', id, op: 'create', set: { ...args, provisional: await provisionalNumber(db) } },
    { in: 'events', id: newId(), op: 'create', set: { job: id, kind: 'reported', text: args.title, shared: true } },
  ];
  if (args.assignees?.length) {
    changes.push({ in: 'events', id: newId(), op: 'create', set: { job: id, kind: 'assigned', data: { to: args.assignees } } });
  }
  await write(db, changes);
  return id;
}

/** P-3f7-12: three letters of the device, then how many it has filed. A number lost to a crash leaves a gap, no harm. */
async function provisionalNumber(db: LutongDB): Promise<string> {
  const device = await deviceId(db);
  return db.transaction('rw', db.meta, async () => {
    const provisional = (await getMeta(db, 'provisional')) + 1;
    await setMeta(db, { provisional });
    return `P-${device.slice(0, 3)}-${provisional}`;
  });
}

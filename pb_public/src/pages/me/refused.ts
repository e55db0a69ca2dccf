// What was refused, gathered by job: pure.
import { makesPicture } from '../../db/attention.ts';
import type { OutboxRow, UploadRow } from '../../db/db.ts';
import type { Id } from '../../domain/records.ts';

export interface RefusedGroup {
  job: Id;
  /** the job is somebody else's now, which is why the server did not allow the change */
  handedOver: boolean;
  /** told: why it was refused is not said by handedOver already; retry: sending it again can help */
  rows: { row: OutboxRow; told: boolean; retry: boolean }[];
  photos: UploadRow[];
}

/** A photo is what it is: sent again it is just as large, and described alike. */
const NEVER = new Set(['too_large', 'too_long', 'bad_value', 'required', 'id_taken']);
const hopeless = (row: OutboxRow) => makesPicture(row) && NEVER.has(row.result?.code ?? '');

export function byJob(rows: readonly OutboxRow[], photos: readonly UploadRow[], withdrawn: ReadonlySet<Id>): RefusedGroup[] {
  const jobs = [...new Set([...rows, ...photos].map((one) => one.job))];
  return jobs.map((job) => {
    const away = (row: OutboxRow) =>
      row.result?.code === 'not_on_job' || (row.result?.code === 'not_allowed' && job !== '' && withdrawn.has(job));
    const own = rows.filter((row) => row.job === job);
    return {
      job,
      handedOver: own.some(away),
      rows: own.map((row) => ({ row, told: !away(row), retry: !away(row) && !hopeless(row) })),
      photos: photos.filter((photo) => photo.job === job),
    };
  });
}

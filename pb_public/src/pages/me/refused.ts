// What was refused, gathered by job: pure.
import type { OutboxRow, UploadRow } from '../../db/db.ts';
import type { Id } from '../../domain/records.ts';

export interface RefusedGroup {
  job: Id;
  /** the job is somebody else's now, which is why the server did not allow the change */
  handedOver: boolean;
  rows: { row: OutboxRow; retry: boolean }[];
  photos: UploadRow[];
}

export function byJob(rows: readonly OutboxRow[], photos: readonly UploadRow[], withdrawn: ReadonlySet<Id>): RefusedGroup[] {
  const jobs = [...new Set([...rows, ...photos].map((one) => one.job))];
  return jobs.map((job) => {
    const away = (row: OutboxRow) =>
      row.result?.code === 'not_on_job' || (row.result?.code === 'not_allowed' && job !== '' && withdrawn.has(job));
    const own = rows.filter((row) => row.job === job);
    return {
      job,
      handedOver: own.some(away),
      rows: own.map((row) => ({ row, retry: !away(row) })),
      photos: photos.filter((photo) => photo.job === job),
    };
  });
}

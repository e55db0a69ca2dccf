// Jobs with the names of their customers and sites, read together.
import type { LutongDB } from '../../db/db.ts';
import type { Job } from '../../domain/records.ts';
import { linesOf, type JobLine } from './jobWords.ts';

export async function withNames(db: LutongDB, jobs: readonly Job[]): Promise<JobLine[]> {
  const ids = (key: 'customer' | 'site') => [...new Set(jobs.map((job) => job[key]).filter(Boolean))];
  const [customers, sites, pending] = await Promise.all([
    db.customers.bulkGet(ids('customer')),
    db.sites.bulkGet(ids('site')),
    db.outbox.where('state').equals('pending').toArray(),
  ]);
  return linesOf(jobs, customers, sites, new Set(pending.map((row) => row.job)));
}

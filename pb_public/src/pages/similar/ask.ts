// Asks this device what is like a job, with all names that must not be asked for. The answer is the same with and without a network.
import type { LutongDB } from '../../db/db.ts';
import type { Job, Lang } from '../../domain/records.ts';
import { askedOf, type Asked } from '../../search/asked.ts';
import type { LikeArticle } from '../../search/likeArticles.ts';
import type { LikeJob } from '../../search/likeJobs.ts';
import { like } from '../knowledge/find.ts';

export type { LikeArticle, LikeJob };
/** What it takes of a job, filed or not. */
export type About = Pick<Job, 'id' | 'title' | 'description' | 'site' | 'customer' | 'assets'>;

export interface Similar {
  articles: LikeArticle[];
  jobs: LikeJob[];
}

export async function similarTo(db: LutongDB, job: About, prefer: Lang, history: boolean): Promise<Similar> {
  const asked = await question(db, job, prefer, history);
  const [articles, jobs] = await Promise.all([like(asked), (await import('../../search/index.ts')).likeJobs(asked)]);
  return { articles, jobs };
}

async function question(db: LutongDB, job: About, prefer: Lang, history: boolean): Promise<Asked> {
  const [customer, sites, contacts, assets] = await Promise.all([
    job.customer ? db.customers.get(job.customer) : undefined,
    job.customer ? db.sites.where('customer').equals(job.customer).toArray() : [],
    job.customer ? db.contacts.where('customer').equals(job.customer).toArray() : [],
    db.assets.bulkGet([...job.assets]),
  ]);
  const names = [...(customer ? [customer] : []), ...sites, ...contacts].map(({ name }) => name);
  const kit = assets.filter((asset) => asset !== undefined);
  return askedOf(job, names, kit, prefer, history);
}

export async function follow(db: LutongDB, changed: () => void): Promise<() => void> {
  return (await import('../../search/index.ts')).followRecords(db, changed);
}

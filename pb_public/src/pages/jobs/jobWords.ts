// How a job reads in one line, and the order in which jobs matter: pure.
import { isNumber, spokenNumber } from '../../domain/jobNumber.ts';
import type { Customer, Job, Site } from '../../domain/records.ts';
import type { Tone } from '../../ui/tone.ts';

export interface JobLine {
  job: Job;
  customer: string;
  site: string;
  /** has work that is not acknowledged */
  unsent: boolean;
}

export function statusTone(job: Job): Tone {
  if (job.waiting) return 'wait';
  switch (job.status) {
    case 'restored':
    case 'fixed':
    case 'signed':
    case 'closed':
      return 'go';
    case 'cancelled':
      return 'plain';
    default:
      return 'accent';
  }
}

export const isOpen = (job: Job): boolean => job.status !== 'closed' && job.status !== 'cancelled';
/** Somebody has left for it, and it is not left behind yet. */
export const isUnderway = (job: Job): boolean => ['enRoute', 'onSite', 'restored', 'fixed'].includes(job.status);

/** Where a job stands in the day: its plan, or when it was reported. */
export const when = (job: Job): string => job.plannedStart || job.stamps.reported || job.createdAt;

export function linesOf(
  jobs: readonly Job[],
  customers: readonly (Customer | undefined)[],
  sites: readonly (Site | undefined)[],
  unsent: ReadonlySet<string>,
): JobLine[] {
  const customer = new Map(customers.flatMap((c) => (c ? [[c.id, c.name] as const] : [])));
  const site = new Map(sites.flatMap((s) => (s ? [[s.id, s.name] as const] : [])));
  return jobs.map((job) => ({
    job,
    customer: customer.get(job.customer) ?? '',
    site: site.get(job.site) ?? '',
    unsent: unsent.has(job.id),
  }));
}

/** The number as it is spoken, or every word of the query is in the number, the title, the customer or the site. */
export function matches(line: JobLine, query: string): boolean {
  const words = query.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { job } = line;
  const spoken = spokenNumber(query);
  if (spoken && isNumber(job.number, spoken)) return true;
  const text = [job.number, job.provisional, job.title, job.description, line.customer, line.site]
    .join('\n')
    .normalize('NFKC')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

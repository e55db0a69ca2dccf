// What the one box asks: the articles and the records of this device, side by side. Their scores say nothing to each other, so they stay
// in groups; which group comes first is decided here.
import type { LutongDB } from '../../db/db.ts';
import { spokenNumber } from '../../domain/jobNumber.ts';
import type { Lang } from '../../domain/records.ts';
import { missed, type Absent } from '../../search/absent.ts';
import { GROUPS, type RecordGroup } from '../../search/record.ts';
import type { RecordHit, RecordResult } from '../../search/recordIndex.ts';
import { leftDrafts } from '../../state/recoverDrafts.ts';
import { find, type Found, type Hit } from '../knowledge/find.ts';

export type Group = 'articles' | RecordGroup;

export interface Section {
  group: Group;
  total: number;
  articles: Hit[];
  records: RecordHit[];
  /** Of articles: models and codes that were asked for and stand in none. */
  absent: Absent[];
}
export interface Answer {
  /** Numbers, serials, models and phones that were typed exactly. */
  exact: RecordHit[];
  sections: Section[];
  counts: Record<Group, number>;
}

/** Of each group, and of one that is shown alone. */
const SOME = 4;
const MANY = 100;

export async function followRecords(db: LutongDB, changed: () => void): Promise<() => void> {
  return (await import('../../search/index.ts')).followRecords(db, changed);
}

export async function lookUp(db: LutongDB, text: string, prefer: Lang, only: Group | ''): Promise<Answer> {
  const engine = await import('../../search/index.ts');
  const drafts = leftDrafts(db.userId).map(({ job, text }) => ({ job, text }));
  const limit = only ? MANY : SOME;
  const [articles, records] = await Promise.all([find(text, { prefer, limit }), engine.findRecords({ text, limit }, drafts)]);
  const ofJob = spokenNumber(text)?.year; // whether it is here or not, no article was asked for
  return arrange(ofJob ? { ...articles, absent: [] } : articles, records, only);
}

/** How much was found of what was looked for, for the log: articles that are only like the code that was named are no answer. */
export function hitsOf({ counts, sections }: Answer): number {
  const { articles, jobs, assets, customers } = counts;
  return jobs + assets + customers + (sections.some((section) => missed(section.absent)) ? 0 : articles);
}

/** What is called so comes before what speaks of it: a group with such a record stands above the articles. */
export function arrange(articles: Pick<Found, 'total' | 'hits' | 'absent'>, { groups }: RecordResult, only: Group | ''): Answer {
  const exact = GROUPS.filter((group) => !only || group === only).flatMap((group) => groups[group].hits.filter((hit) => hit.exact));
  const counts = { articles: articles.total, jobs: groups.jobs.total, assets: groups.assets.total, customers: groups.customers.total };
  const records = GROUPS.map((group): Section => ({
    group,
    total: counts[group],
    articles: [],
    absent: [],
    records: groups[group].hits.filter((h) => !h.exact),
  }));
  const named = records.filter(({ group, records: hits }) => group !== 'jobs' && hits.some((hit) => hit.named));
  const knowledge: Section = {
    group: 'articles',
    total: counts.articles,
    articles: articles.hits,
    records: [],
    absent: exact.length > 0 ? [] : articles.absent,
  };
  const sections = [...named, knowledge, ...records.filter((section) => !named.includes(section))];
  return {
    exact,
    sections: sections.filter((s) => (!only || s.group === only) && s.articles.length + s.records.length > 0),
    counts,
  };
}

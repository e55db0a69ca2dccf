// What has been here before, what was alike elsewhere, and what is known about it.
import type { LutongDB } from '../../db/db.ts';
import type { ArticleKind, Id, Lang, PastJob } from '../../domain/records.ts';
import { session } from '../../state/session.svelte.ts';
import { find } from '../knowledge/find.ts';
import { likeness } from './match.ts';

export interface ArticleHit {
  id: Id;
  title: string;
  kind: ArticleKind | string;
}

const most = 6;

/** Past jobs of one site; those like the text first, then the newest. */
export function byLikeness(past: readonly PastJob[], text: string): PastJob[] {
  return past
    .map((job) => ({ job, like: likeness(text, `${job.title} ${job.cause} ${job.fix}`) }))
    .sort((a, b) => b.like - a.like || (a.job.closedAt < b.job.closedAt ? 1 : -1))
    .slice(0, most)
    .map(({ job }) => job);
}

/** Past jobs of other sites that are like the text. Titles alone are compared: thousands of them take a few milliseconds. */
export async function pastElsewhere(db: LutongDB, site: Id, text: string): Promise<PastJob[]> {
  if (text.trim().length < 2) return [];
  const titles = await titlesOf(db);
  const like = titles
    .filter((past) => past.site !== site)
    .map((past) => ({ id: past.id, like: likeness(text, past.title) }))
    .filter((past) => past.like >= 0.3)
    .sort((a, b) => b.like - a.like)
    .slice(0, most);
  return (await db.pastJobs.bulkGet(like.map(({ id }) => id))).filter((past) => past !== undefined);
}

interface Title {
  id: Id;
  site: Id;
  title: string;
}
let kept: { db: LutongDB; at: number; titles: Promise<Title[]> } | null = null;

/** The titles of all past jobs, read anew once a minute at most: the past changes slowly. */
function titlesOf(db: LutongDB): Promise<Title[]> {
  if (!kept || kept.db !== db || Date.now() - kept.at > 60_000) {
    const titles = db.pastJobs.toArray().then((all) => all.map(({ id, site, title }) => ({ id, site, title })));
    kept = { db, at: Date.now(), titles };
  }
  return kept.titles;
}

/** What the knowledge base says to the text: the server's own likeness, or this device's search when it cannot be reached. */
export async function articlesLike(text: string, lang: Lang, signal: AbortSignal): Promise<ArticleHit[]> {
  if (text.trim().length < 2) return [];
  try {
    const response = await fetch(`/api/desk/similar?text=${encodeURIComponent(text)}`, {
      headers: { Authorization: session.token(), 'Accept-Language': lang },
      signal,
    });
    if (response.ok) return ((await response.json()) as { articles: ArticleHit[] }).articles.slice(0, most);
  } catch {
    // no network: this device knows the same articles
  }
  return (await find(text, { prefer: lang, limit: most })).hits;
}

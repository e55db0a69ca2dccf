// The tablet's own search, loaded when somebody looks for something: index and worker are not part of the first load.
import type { LutongDB } from '../../db/db.ts';
import type { ArticleKind, Id, Lang } from '../../domain/records.ts';
import type { Absent } from '../../search/absent.ts';
import type { FacetCounts, Filters } from '../../search/facets.ts';
import type { Asked } from '../../search/asked.ts';
import type { LikeArticle } from '../../search/likeArticles.ts';
import type { Words } from '../../search/own.ts';
import { session } from '../../state/session.svelte.ts';

export interface Hit {
  id: Id;
  slug: string;
  lang: Lang;
  kind: ArticleKind;
  title: string;
  /** escaped HTML with <mark> */
  snippet: string;
}

let following: { db: LutongDB; stop: () => void } | null = null;

async function ready() {
  const engine = await import('../../search/index.ts');
  const db = session.db;
  if (following?.db !== db) {
    following?.stop();
    following = db ? { db, stop: engine.followArticles(db) } : null;
  }
  return engine;
}

/** Makes the index before the first word is typed. */
export function warm(): void {
  void ready().catch(() => {});
}

export interface Found {
  hits: Hit[];
  /** All that fits, listed or not, and what it can be narrowed by. */
  total: number;
  facets: FacetCounts;
  /** Models and codes that were asked for and stand in no article. */
  absent: Absent[];
}

export interface Wanted extends Filters {
  /** The reader's: an article found in both languages is listed in this one. */
  prefer: Lang;
  limit: number;
}

/** Best first. tryOut: with these words of trainers in place of those that are kept. */
export async function find(text: string, wanted: Wanted, tryOut?: Words): Promise<Found> {
  const engine = await ready();
  const { hits, total, facets, absent } = await engine.search({ text, ...wanted }, tryOut);
  return {
    hits: hits.map(({ id, slug, lang, kind, title, snippet }) => ({ id, slug, lang, kind, title, snippet })),
    total,
    facets,
    absent,
  };
}

/** What fits a job. Not told to the search log: nobody looked for it. */
export async function like(asked: Asked): Promise<LikeArticle[]> {
  return (await ready()).likeArticles(asked);
}

/** What may have been begun in a search box. */
export async function suggest(text: string, lang: Lang): Promise<{ text: string }[]> {
  return (await ready()).suggest(text, lang);
}

// The tablet's own search, loaded when somebody looks for something: index and worker are not part of the first load.
import type { LutongDB } from '../../db/db.ts';
import type { ArticleKind, Id, Lang } from '../../domain/records.ts';
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
}

/** Best first. An article found in both languages is listed in the reader's own. */
export async function find(text: string, wanted: { lang: Lang; limit: number; kind?: ArticleKind }): Promise<Found> {
  const engine = await ready();
  const { hits } = await engine.search({ text, limit: 2 * wanted.limit, ...(wanted.kind ? { kind: wanted.kind } : {}) });
  const own = new Set(hits.filter((hit) => hit.lang === wanted.lang).map((hit) => hit.slug));
  return {
    hits: hits
      .filter((hit) => hit.lang === wanted.lang || !own.has(hit.slug))
      .slice(0, wanted.limit)
      .map(({ id, slug, lang, kind, title, snippet }) => ({ id, slug, lang: lang as Lang, kind: kind as ArticleKind, title, snippet })),
  };
}

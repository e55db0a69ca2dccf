// The tablet's own search, loaded when somebody looks for something: the index is not part of the first load.
import type { ArticleKind, Id, Lang } from '../../domain/records.ts';

export interface Hit {
  id: Id;
  slug: string;
  lang: Lang;
  kind: ArticleKind;
  title: string;
  /** escaped html with <mark> */
  snippet: string;
  score: number;
}

export interface Found {
  total: number;
  hits: Hit[];
}

export interface Wanted {
  lang?: Lang;
  kind?: ArticleKind;
  limit?: number;
}

export async function find(query: string, wanted: Wanted): Promise<Found> {
  const { search } = await import('../../search');
  return search(query, wanted);
}

// One change on many articles: what is chosen, and what it means for each.
import type { ArticleFields } from '../../commands/index.ts';
import type { Article, Id } from '../../domain/records.ts';
import { wordsOf } from '../../domain/articleText.ts';

export type BulkKind = 'tag' | 'untag' | 'owner' | 'reviewBy' | 'archive';
export const BULK_KINDS = ['tag', 'untag', 'owner', 'reviewBy', 'archive'] as const satisfies readonly BulkKind[];

/** The fields that change on one article; {} for none. `value`: words, a person's id, a day. */
export function changeOf(kind: BulkKind, value: string): (article: Article) => ArticleFields {
  switch (kind) {
    case 'tag':
      return ({ tags }) => ({ tags: [...tags, ...wordsOf(value).filter((word) => !tags.includes(word))] });
    case 'untag':
      return ({ tags }) => ({ tags: tags.filter((tag) => !wordsOf(value).includes(tag)) });
    case 'owner':
      return () => ({ owner: value });
    case 'reviewBy':
      return () => ({ reviewBy: value ? `${value}T00:00:00.000Z` : '' });
    case 'archive':
      return () => ({ confidence: 'archived' });
  }
}

/** Whether there is something to do yet. */
export const complete = (kind: BulkKind, value: string): boolean => kind === 'archive' || kind === 'reviewBy' || value.trim() !== '';

/** Undoing an archiving would publish again, which is not everybody's to do: such a one comes back to be reviewed. */
export function undone(
  article: Pick<Article, 'owner'>,
  set: ArticleFields,
  publish: (a: Pick<Article, 'owner'>) => boolean,
): ArticleFields {
  return set.confidence === 'validated' && !publish(article) ? { ...set, confidence: 'inReview' } : set;
}

export function toggled(chosen: ReadonlySet<Id>, id: Id): Set<Id> {
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

// article.create: a trainer begins an article, from the headings of its kind.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { skeleton } from '../domain/articleText.ts';
import { newId } from '../domain/id.ts';
import type { Article, Id } from '../domain/records.ts';

export type ArticleCreateArgs = Pick<Article, 'kind' | 'lang' | 'title'> & Partial<Pick<Article, 'symptoms'>>;

export async function articleCreate(db: LutongDB, { kind, lang, title, symptoms = [] }: ArticleCreateArgs): Promise<Id> {
  const id = newId();
  const body = skeleton(kind, lang);
  const set = {
    slug: `${kind}-${id.slice(0, 6)}`,
    lang,
    kind,
    title,
    body,
    level: 'engineer',
    confidence: 'draft',
    owner: db.userId,
    ...(symptoms.length && { symptoms }),
  };
  await write(db, [{ in: 'articles', id, op: 'create', set }]);
  return id;
}

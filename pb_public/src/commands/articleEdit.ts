// article.edit: fields of an article, its state among them. Nothing is written if nothing changed; one that lacks what a reader needs goes to
// no reader.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { opens, unfinished } from '../domain/articleReady.ts';
import { Fault } from '../domain/fault.ts';
import type { Article, Id } from '../domain/records.ts';

export type ArticleFields = Partial<Omit<Article, 'id' | 'html' | 'version'>>;

export interface ArticleEditArgs {
  article: Id;
  set: ArticleFields;
  /** what stood there when the writer began: another trainer may have written meanwhile (M3) */
  was?: ArticleFields;
}

export async function articleEdit(db: LutongDB, { article, set, was }: ArticleEditArgs): Promise<void> {
  const now = await db.articles.get(article);
  if (!now) throw new Fault('missing');
  const changed = Object.entries(set).filter(([name, value]) => JSON.stringify(now[name as keyof Article]) !== JSON.stringify(value));
  if (changed.length === 0) return;
  if (set.confidence && opens(now.confidence, set.confidence) && unfinished({ ...now, ...set })) throw new Fault('article_unfinished');
  await write(db, [{ in: 'articles', id: article, op: 'update', set: Object.fromEntries(changed), ...(was ? { was } : {}) }]);
}

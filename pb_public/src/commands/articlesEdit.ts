// articles.edit: the same change on several articles, each a mutation of its own, so that the merge rules hold for each. One that cannot be
// changed here stops none of the others. Answers what was done, with what undoes it.
import type { LutongDB } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import type { Article, Id } from '../domain/records.ts';
import { articleEdit, type ArticleFields } from './articleEdit.ts';

export interface ArticlesEdited {
  /** those that changed, with what stood there before */
  changed: { id: Id; was: ArticleFields; set: ArticleFields }[];
  /** already as wanted */
  same: Id[];
  failed: { id: Id; code: string }[];
}

/** `change` reads the article as it is now; {} leaves it alone. */
export async function articlesEdit(db: LutongDB, ids: Id[], change: (article: Article) => ArticleFields): Promise<ArticlesEdited> {
  const out: ArticlesEdited = { changed: [], same: [], failed: [] };
  for (const id of ids) {
    try {
      const article = await db.articles.get(id);
      if (!article) {
        out.failed.push({ id, code: 'missing' });
        continue;
      }
      const set = change(article);
      const names = Object.keys(set) as (keyof ArticleFields)[];
      const was = Object.fromEntries(names.map((name) => [name, article[name]])) as ArticleFields;
      if (names.every((name) => JSON.stringify(was[name]) === JSON.stringify(set[name]))) {
        out.same.push(id);
        continue;
      }
      await articleEdit(db, { article: id, set, was }); // as it was read: a tag that came since is united with ours, not taken away
      out.changed.push({ id, was, set });
    } catch (e) {
      out.failed.push({ id, code: e instanceof Fault ? e.code : 'invalid' });
    }
  }
  return out;
}

/** Takes the change back, on what it changed: sets give back what was added and removed, and keep what came from elsewhere since. */
export async function articlesUndo(
  db: LutongDB,
  done: ArticlesEdited,
  may: (article: Article, set: ArticleFields) => ArticleFields = (_, set) => set,
): Promise<ArticlesEdited> {
  const by = new Map(done.changed.map((one) => [one.id, one]));
  return articlesEdit(db, [...by.keys()], (now) => {
    const { was, set } = by.get(now.id)!;
    const names = Object.keys(was) as (keyof ArticleFields)[];
    return may(now, Object.fromEntries(names.map((name) => [name, back(now[name], was[name], set[name])])) as ArticleFields);
  });
}

function back(now: unknown, was: unknown, set: unknown): unknown {
  if (!Array.isArray(now) || !Array.isArray(was) || !Array.isArray(set)) return JSON.stringify(now) === JSON.stringify(set) ? was : now;
  const kept = now.filter((word) => was.includes(word) || !set.includes(word));
  return [...kept, ...was.filter((word) => !set.includes(word) && !kept.includes(word))];
}

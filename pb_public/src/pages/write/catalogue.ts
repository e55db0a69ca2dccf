// What the editor knows of the other articles and of the models in service: read when an article is opened, not at every key.
import type { LutongDB } from '../../db/db.ts';
import { getMeta, setMeta } from '../../db/meta.ts';
import { Models } from '../../domain/models.ts';
import type { Id, Lang } from '../../domain/records.ts';
import { jsonOf, reach } from '../../sync/http.ts';
import type { Known } from './links.ts';

export interface Entry extends Known {
  id: Id;
  lang: Lang;
  kind: string;
}

export interface Catalogue {
  articles: Entry[];
  models: Models;
}

export const emptyCatalogue: Catalogue = { articles: [], models: new Models([]) };

export async function readCatalogue(db: LutongDB, own: Id): Promise<Catalogue> {
  const articles: Entry[] = [];
  const names = new Set(await getMeta(db, 'models'));
  await db.articles.each((a) => {
    const { id, slug, lang, kind, title, confidence } = a;
    articles.push({ id, slug, lang, kind, title, archived: confidence === 'archived', replacedBy: a.replacedBy ?? '' });
    if (id !== own && confidence === 'validated') for (const model of a.models) names.add(model);
  });
  return { articles, models: new Models(names) };
}

/** Asks the server for the models in service; true when they are others than before. Without a network the last answer holds. */
export async function refreshModels(db: LutongDB, token: string): Promise<boolean> {
  const answer = await reach('/api/kb/models', { headers: { Authorization: token } });
  if (!answer.ok) return false;
  const { models } = await jsonOf<{ models: string[] }>(answer);
  if (JSON.stringify(models) === JSON.stringify(await getMeta(db, 'models'))) return false;
  await setMeta(db, { models });
  return true;
}

/** What a [[slug]] leads to, as the server finds it (kb/article.go): the wanted language, then one in use, then where it leads on. */
export function targetOf(articles: readonly Entry[], slug: string, lang: Lang | ''): Entry | null {
  let at: Entry | null = null;
  for (let steps = 0; steps < 8; steps++) {
    const rank = (a: Entry) => (a.lang === lang ? 2 : 0) + (a.archived ? 0 : 1);
    const found = articles.filter((a) => a.slug === (at ? at.replacedBy : slug)).sort((a, b) => rank(b) - rank(a))[0];
    if (!found) return at;
    at = found;
    if (!at.archived || !at.replacedBy) return at;
  }
  return null;
}

// Which jobs of the past are like a job: of the same equipment, place, customer or model, or told in the same words. What stands closer
// needs fewer words in common; nothing is told of what shares only a place, unless history is asked for.
import type { Asked } from './asked.ts';
import { wordsOf } from './asked.ts';
import { foldText } from './fold.ts';
import { namesIn, type Why } from './likeArticles.ts';
import { likeness, termsOf, type Likeness } from './likeness.ts';
import type { Shelf } from './record.ts';
import { idf, kindWeight } from './rank.ts';
import { BIGRAM, WORD } from './tokens.ts';
import { functionChars, meaningless } from './words.ts';

export interface LikeJob {
  id: string;
  number: string;
  title: string;
  site: string;
  customer: string;
  ended: boolean;
  at: string;
  minutesToRestore: number;
  cause: string;
  fix: string;
  /** On this tablet as a whole sheet. */
  held: boolean;
  why: Why[];
}

/** A job as it is compared. */
export interface Candidate extends Omit<LikeJob, 'why'> {
  assets: string[];
  models: string[];
  text: string;
}

export type Relation = 'asset' | 'site' | 'customer' | 'model' | 'none';
/** How much of the words must be shared. Looked at on the demo's 60 jobs beside its 34 closed ones: of other places, what is alike shares .15
 *  to .2 and two words or more; two faults of different kinds mostly less than .12. */
const SHARE: Record<Relation, number> = { asset: 0.04, site: 0.06, customer: 0.1, model: 0.1, none: 0.15 };
const CLOSER: Record<Relation, number> = { asset: 0.3, site: 0.2, model: 0.15, customer: 0.1, none: 0 };
const MOST = 4;
const MOST_HISTORY = 3;
const MAX_TERMS = 80;

/** What can be looked back on. Cancelled jobs taught nothing. */
export function candidatesOf(shelf: Pick<Shelf, 'jobs' | 'pastJobs' | 'assets' | 'sites'>): Candidate[] {
  const models = new Map(shelf.assets.map((a) => [a.id, a.model]));
  const customers = new Map(shelf.sites.map((s) => [s.id, s.customer]));
  const past = new Map(shelf.pastJobs.map((p) => [p.job || p.id, p]));
  const held = shelf.jobs.filter((j) => j.status !== 'cancelled');
  const heldIds = new Set(shelf.jobs.map((j) => j.id));
  return [
    ...held.map((j): Candidate => {
      const { cause, fix, workaround, title, description, site } = j;
      const closed = past.get(j.id);
      return {
        ...{ id: j.id, number: j.number || j.provisional, title, site, customer: j.customer || (customers.get(site) ?? '') },
        ...{ ended: j.status === 'closed', at: closed?.closedAt || j.createdAt, minutesToRestore: closed?.minutesToRestore ?? 0 },
        ...{ cause, fix: fix || workaround, held: true, assets: j.assets },
        models: [...new Set(j.assets.flatMap((id) => models.get(id) || []))],
        text: foldText([title, description, cause, fix, workaround].join('\n')),
      };
    }),
    ...shelf.pastJobs
      .filter((p) => !heldIds.has(p.job || p.id))
      .map((p): Candidate => {
        const { number, title, site, cause, fix, workaround } = p;
        return {
          ...{ id: p.job || p.id, number, title, site, customer: customers.get(site) ?? '', ended: true, at: p.closedAt },
          ...{ minutesToRestore: p.minutesToRestore, cause, fix: fix || workaround, held: false, assets: [], models: [] },
          text: foldText([title, cause, fix, workaround].join('\n')),
        };
      }),
  ];
}

/** Ended ones first, then by likeness, then the newest. */
export function likeJobs(asked: Asked, all: readonly Candidate[]): LikeJob[] {
  const others = all.filter((c) => c.id !== asked.job);
  const text = wordsOf(asked);
  const weights = weigh(text, others);
  const found = others.flatMap((c) => {
    const models = sameModels(asked, c);
    const relation = relationOf(asked, c, models);
    const like = likeness(text, weights, (term) => stands(c.text, term));
    if (!similar(relation, like)) return [];
    return [{ c, worth: like.share + CLOSER[relation], why: whyJob(asked, c, models, like.words) }];
  });
  found.sort((a, b) => Number(b.c.ended) - Number(a.c.ended) || b.worth - a.worth || newest(a.c, b.c));
  const best = found.slice(0, MOST).map(({ c, why }) => told(c, why));
  if (!asked.history || !asked.site) return best;
  const here = others
    .filter((c) => c.site === asked.site && c.ended && !best.some(({ id }) => id === c.id))
    .sort(newest)
    .slice(0, Math.max(0, MOST_HISTORY - best.length));
  return [...best, ...here.map((c) => told(c, whyJob(asked, c, sameModels(asked, c), [])))];
}

export const similar = (relation: Relation, { share, words }: Likeness): boolean =>
  words.length >= (relation === 'none' ? 2 : 1) && share >= SHARE[relation];

const sameModels = (asked: Asked, c: Candidate): string[] =>
  asked.models.filter((model) => c.models.includes(model) || namesIn(c.text, [model]).length > 0);

export function relationOf(asked: Asked, c: Candidate, models: readonly string[]): Relation {
  if (c.assets.some((id) => asked.assets.includes(id))) return 'asset';
  if (asked.site && c.site === asked.site) return 'site';
  if (models.length > 0) return 'model';
  return asked.customer && c.customer === asked.customer ? 'customer' : 'none';
}

/** In this order: equipment or model, place or customer, words. */
export function whyJob(asked: Asked, c: Candidate, models: readonly string[], words: readonly string[]): Why[] {
  const sameSite = asked.site !== '' && c.site === asked.site;
  const why: Why[] = [];
  if (c.assets.some((id) => asked.assets.includes(id))) why.push({ reason: 'asset', text: models[0] ?? '' });
  else if (models.length > 0) why.push({ reason: 'model', text: models[0]! });
  if (sameSite) why.push({ reason: 'site', text: '' });
  else if (asked.customer && c.customer === asked.customer) why.push({ reason: 'customer', text: '' });
  if (words.length > 0) why.push({ reason: 'words', text: words.join('、') });
  return why;
}

const newest = (a: Candidate, b: Candidate): number => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? -1 : 1);

function told(c: Candidate, why: Why[]): LikeJob {
  const { id, number, title, site, customer, ended, at, minutesToRestore, cause, fix, held } = c;
  return { id, number, title, site, customer, ended, at, minutesToRestore, cause, fix, held, why };
}

/** How rarely each word of the text is used in jobs. One that no job has counts, too: the less a job has of the text, the less it is like it. */
function weigh(text: string, all: readonly Candidate[]): Map<string, number> {
  const weights = new Map<string, number>();
  for (const term of [...termsOf(text)].filter(telling).slice(0, MAX_TERMS)) {
    let df = 0;
    for (const c of all) if (stands(c.text, term)) df++;
    weights.set(term, kindWeight(term[0] as typeof BIGRAM) * idf(Math.max(all.length, 1), df));
  }
  return weights;
}

function telling(term: string): boolean {
  const [kind, word] = [term[0] as typeof BIGRAM | typeof WORD, term.slice(1)];
  if (kind === BIGRAM) return ![...word].some((c) => functionChars.has(c));
  return !meaningless(kind, word) && !/^\d{1,2}$/.test(word);
}

/** A Latin word where a word begins. */
function stands(text: string, term: string): boolean {
  const word = term.slice(1);
  let at = text.indexOf(word);
  if (term[0] === BIGRAM) return at >= 0;
  while (at > 0 && /[a-z0-9]/.test(text[at - 1]!)) at = text.indexOf(word, at + 1);
  return at >= 0;
}

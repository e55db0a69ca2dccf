// In which list of the trainer's place an article stands. A stale one is published too: it stands in both.
import type { Article, User } from '../../domain/records.ts';

export const LISTS = ['draft', 'inReview', 'stale', 'validated', 'archived'] as const;
export type List = (typeof LISTS)[number];

export function isIn(list: List, a: Pick<Article, 'confidence' | 'reviewBy'>, now: number): boolean {
  if (list === 'stale') return a.confidence === 'validated' && a.reviewBy !== '' && Date.parse(a.reviewBy) < now;
  return (a.confidence || 'draft') === list;
}

/** Who may publish (hooks/rules/article.go): not the owner, unless no other trainer is there to ask. */
export function mayPublish(a: Pick<Article, 'owner'>, me: string, people: Pick<User, 'id' | 'role'>[]): boolean {
  return a.owner !== me || !people.some((u) => u.role === 'trainer' && u.id !== me);
}

export type Act = 'review' | 'publish' | 'back' | 'changes' | 'checked' | 'retire' | 'again';
export const leadsTo = {
  review: 'inReview',
  publish: 'validated',
  back: 'draft',
  changes: 'draft',
  checked: 'validated',
  retire: 'archived',
  again: 'draft',
} as const;

/** What can be done with an article now; the first is the obvious one. `open`: comments nobody has settled; `due`: past its review date. */
export function actsOn(a: Pick<Article, 'confidence'>, publish: boolean, open = 0, due = false): Act[] {
  switch (a.confidence) {
    case 'inReview':
      if (!publish) return ['back'];
      return open > 0 ? ['changes', 'publish'] : ['publish', 'changes'];
    case 'validated':
      return due ? ['checked', 'retire'] : ['retire'];
    case 'archived':
      return ['again'];
    default:
      if (!publish) return ['review', 'retire'];
      return open > 0 ? ['review', 'publish', 'retire'] : ['publish', 'review', 'retire'];
  }
}

/** Half a year: what nobody looked at for longer is told as due for review. */
export function nextReview(now: number): string {
  return new Date(now + 182 * 86_400_000).toISOString();
}

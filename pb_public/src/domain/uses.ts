// What people said about articles on jobs, as the server counts it (kb/loop/use.go): the last word of each person on each job.
import type { ArticleUse, Id } from './records.ts';

export type Said = ArticleUse & { kind: 'used' | 'helped' | 'notHelped' };

const byTime = (a: ArticleUse, b: ArticleUse) =>
  a.correctedAt < b.correctedAt ? -1 : a.correctedAt > b.correctedAt ? 1 : a.id < b.id ? -1 : 1;

/** In the order in which it was said. Reading is no word, and what was taken back was never said. */
export function lastWords(uses: readonly ArticleUse[]): Said[] {
  const last = new Map<string, ArticleUse>();
  for (const use of [...uses].sort(byTime)) {
    if (use.kind !== 'read' && use.kind !== 'reviewed') last.set([use.article, use.job, use.by].join('/'), use);
  }
  return [...last.values()].filter((use): use is Said => use.kind !== 'withdrawn').sort(byTime);
}

/** The articles of one job: the word that weighs most about each, those that were only read at the end. */
export function ofJob(uses: readonly ArticleUse[]): { article: Id; kind: 'helped' | 'notHelped' | 'used' | 'read' }[] {
  const weight = { helped: 0, notHelped: 1, used: 2, read: 3 };
  const best = new Map<Id, keyof typeof weight>();
  const reads = uses.filter((use): use is ArticleUse & { kind: 'read' } => use.kind === 'read');
  for (const { article, kind } of [...lastWords(uses), ...reads]) {
    const old = best.get(article);
    if (!old || weight[kind] < weight[old]) best.set(article, kind);
  }
  return [...best].map(([article, kind]) => ({ article, kind })).sort((a, b) => weight[a.kind] - weight[b.kind]);
}

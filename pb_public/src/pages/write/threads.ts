// The comments of an article as threads: what was said, its answers, and the line it stands at in the text as it is now.
import { finder, type Found } from '../../domain/anchor.ts';
import type { ArticleComment } from '../../domain/records.ts';

export interface Thread {
  comment: ArticleComment;
  answers: ArticleComment[];
  found: Found;
}

/** Open ones first in the order of their lines, those of no line before them; what is settled below, the latest first. */
export function threadsOf(comments: ArticleComment[], text: string): Thread[] {
  const find = finder(text);
  const time = (c: ArticleComment) => c.correctedAt || c.at || '~'; // one not sent yet is the newest
  const all = [...comments].sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : a.id < b.id ? -1 : 1));
  const heads = new Set(all.filter((c) => !c.replyTo).map((c) => c.id));
  return all
    .filter((c) => !c.replyTo || !heads.has(c.replyTo)) // an answer whose comment is not here is shown by itself
    .map((comment) => ({ comment, answers: all.filter((c) => c.replyTo === comment.id), found: find(comment) }))
    .sort((a, b) => {
      if (a.comment.resolved !== b.comment.resolved) return a.comment.resolved ? 1 : -1;
      return a.comment.resolved ? all.indexOf(b.comment) - all.indexOf(a.comment) : a.found.line - b.found.line;
    });
}

export const openOnes = (threads: Thread[]): Thread[] => threads.filter(({ comment }) => !comment.resolved);

/** How many open comments stand at each line. */
export function byLine(threads: Thread[]): Map<number, number> {
  const out = new Map<number, number>();
  for (const { found } of openOnes(threads)) if (found.line > 0) out.set(found.line, (out.get(found.line) ?? 0) + 1);
  return out;
}

// Which articles fit a job's text well enough to be put before somebody who did not ask for them.
//
// The bars were chosen on the demo organisation's 24 jobs that name their article, beside 14 that are no faults and 300 questions about
// everything under the sun (cmrc), which must stay without an answer; similar.test.ts holds what they reach. Without any bar the right
// article is among the first three for 17 of the 24; with these for 16, 12 times first, and of the 300 none gets one (kb/search/NOTES.md).
import type { ArticleKind, Lang } from '../domain/records.ts';
import { joined } from './recordIndex.ts';
import type { Likeness } from './likeness.ts';

/** Why something is similar; the words for it are similar.why.<reason>. */
export interface Why {
  reason: 'code' | 'model' | 'asset' | 'site' | 'customer' | 'words';
  text: string;
}
export interface LikeArticle {
  id: string;
  lang: Lang;
  kind: ArticleKind;
  title: string;
  why: Why[];
}

export interface Fit {
  /** Of the whole article, and of what stands at its head: title, summary, symptoms, models, codes, tags. */
  whole: Likeness;
  head: Likeness;
  /** Its score in words that only one article has. */
  score: number;
  codes: string[];
  /** That the text names, and that are those of the job's equipment. */
  named: string[];
  models: string[];
}

const SHARE = 0.25;
const SCORE = 9;
/** An article of the very model of the equipment needs less. */
const OF_MODEL = 0.8;
const MODEL_WORTH = 0.1;

const share = ({ whole, head }: Fit): number => (whole.share + head.share) / 2;

/** How much it is worth to be shown; 0: not at all. What the text names by its code or model comes before everything else. */
export function worthOf(fit: Fit): number {
  if (fit.codes.length + fit.named.length > 0) return 1 + share(fit);
  const ease = fit.models.length > 0 ? OF_MODEL : 1;
  if (fit.head.words.length === 0 || share(fit) < SHARE * ease || fit.score < SCORE * ease) return 0;
  return share(fit) + (fit.models.length > 0 ? MODEL_WORTH : 0);
}

/** In this order: code, model, words. */
export function whyArticle({ codes, named, models, head, whole }: Fit): Why[] {
  const words = [...new Set([...head.words, ...whole.words])].slice(0, 3);
  const model = [...new Set([...named, ...models])];
  return [
    ...codes.slice(0, 2).map((text): Why => ({ reason: 'code', text })),
    ...model.slice(0, 2).map((text): Why => ({ reason: 'model', text })),
    ...(words.length ? [{ reason: 'words' as const, text: words.join('、') }] : []),
  ];
}

/** Those of the names that stand in a text as a whole, however they are joined. What has no digit is a word, not a code or model. */
export function namesIn(text: string, names: readonly string[]): string[] {
  const runs = new Set(text.split(/[\p{Script=Han}，。；：、！？,;!?\n]+/u).flatMap((run) => pieces(run)));
  return names.filter((name) => {
    const whole = joined(name);
    return whole.length >= 4 && /\d/.test(whole) && /[a-z]/.test(whole) && runs.has(whole);
  });
}

/** Up to four neighbouring words of a run, without joints. */
function pieces(run: string): string[] {
  const words = run.split(/\s+/).map(joined).filter(Boolean);
  return words.flatMap((_, i) => [1, 2, 3, 4].map((n) => words.slice(i, i + n).join('')));
}

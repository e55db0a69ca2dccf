// How much of what a long text says another one says too, and in which words: the ground on which "similar" is said or not said at all.
// A share is told, not a score, so that it means the same for a short text and a long one.
import { tokenise, UNIGRAM } from './tokens.ts';

/** What words of the asking text weigh, by kind and text (Marks of a ranking): how rarely they are used, times how much their kind tells. */
export type Weights = ReadonlyMap<string, number>;

export interface Likeness {
  /** 0..1 of the weight of the asking text. */
  share: number;
  /** The words in common as the asking text has them, the most telling first. */
  words: string[];
}

/** Shown of the words in common, and of one that is a whole sentence. */
const MOST_WORDS = 3;
const LONGEST = 12;
/** Characters a common stretch may begin or end with that are no part of a word. Fewer than a query does without: 会 begins 会议室. */
const EDGES = new Set('的了是在也都就和与以');

/** The words of a text that count at all. */
export function termsOf(text: string): Set<string> {
  const terms = new Set<string>();
  tokenise(text, (word, kind) => {
    if (kind !== UNIGRAM) terms.add(kind + word);
  });
  return terms;
}

/** has: whether the other text has a term. */
export function likeness(asked: string, weights: Weights, has: (term: string) => boolean): Likeness {
  let whole = 0;
  let there = 0;
  const spans: { start: number; end: number; weight: number }[] = [];
  const seen = new Set<string>();
  tokenise(asked, (word, kind, start, end) => {
    const term = kind + word;
    const weight = kind === UNIGRAM ? undefined : weights.get(term);
    if (weight === undefined) return;
    const first = !seen.has(term);
    seen.add(term);
    if (first) whole += weight;
    if (!has(term)) return;
    if (first) there += weight;
    const last = spans.at(-1);
    if (last && start < last.end) {
      last.end = Math.max(end, last.end);
      if (first) last.weight += weight;
    } else if (first) spans.push({ start, end, weight });
  });
  const words = new Set<string>();
  for (const { start, end } of spans.sort((a, b) => b.weight - a.weight)) {
    const word = trimmed(asked.slice(start, end));
    if (word.length > 1 && word.length <= LONGEST && !/^\d+$/.test(word) && words.size < MOST_WORDS) words.add(word);
  }
  return { share: whole > 0 ? there / whole : 0, words: [...words] };
}

/** Without the small words it begins and ends with. */
function trimmed(word: string): string {
  const chars = [...word];
  while (chars.length && EDGES.has(chars[0]!)) chars.shift();
  while (chars.length && EDGES.has(chars.at(-1)!)) chars.pop();
  return chars.join('');
}

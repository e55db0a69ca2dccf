// What Han text may have meant that an input method wrote with a wrong character of the same sound (kb/search/homophone.go).
import { soundsLike } from './pinyin.ts';
import { classOf, foldPoint, HAN } from './fold.ts';
import { add, known, MAX_GUESS, type Lexicon, type Plan } from './query.ts';
import { kindWeight, RANK, round } from './rank.ts';
import { BIGRAM } from './tokens.ts';
import { functionChars, meaningless } from './words.ts';

export function addHomophones(plan: Plan, lex: Lexicon, text: string): void {
  for (const run of hanRuns(text)) {
    if (run.length < 2) continue;
    const pairs = run.map((c, i) => (i > 0 ? known(lex, BIGRAM, run[i - 1]! + c) : 0)); // documents with the pair that ends at i
    for (let i = 0; i < run.length; i++) {
      if (pairs[i]! > 0 || (pairs[i + 1] ?? 0) > 0 || (functionChars.has(run[i]!) && run.length > 2)) continue;
      if (plan.guesses >= MAX_GUESS) return;
      plan.guesses++;
      otherChar(plan, lex, run, i);
    }
  }
}

/** The pairs of the character of the same sound that the index has most of beside the neighbours. */
function otherChar(plan: Plan, lex: Lexicon, run: string[], i: number): void {
  let best: string[] = [];
  let most = 0;
  for (const c of soundsLike(run[i]!)) {
    const pairs: string[] = [];
    let worth = 0;
    for (const pair of [i > 0 ? run[i - 1]! + c : '', i + 1 < run.length ? c + run[i + 1]! : '']) {
      const n = pair ? known(lex, BIGRAM, pair) : 0;
      if (n === 0) continue;
      pairs.push(pair);
      worth += Math.log(1 + n);
    }
    worth = round(worth);
    if (worth > most) [best, most] = [pairs, worth];
  }
  for (const pair of best)
    if (!meaningless(BIGRAM, pair)) add(plan, { text: pair, kind: BIGRAM, weight: kindWeight(BIGRAM) * RANK.homophone, strong: true });
}

/** The runs of Han characters of a text, folded. */
function hanRuns(text: string): string[][] {
  const out: string[][] = [];
  let run: string[] = [];
  for (const raw of text) {
    const p = foldPoint(raw.codePointAt(0)!);
    if (classOf(p) === HAN) {
      run.push(String.fromCodePoint(p));
    } else if (run.length) {
      out.push(run);
      run = [];
    }
  }
  if (run.length) out.push(run);
  return out;
}

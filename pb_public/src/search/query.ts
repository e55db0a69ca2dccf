// Makes a query ready, as kb/search/query.go does: what to look for, how much each part counts, what unknown words may have meant.
import functionCharsFile from '../../../kb/search/data/functionchars.txt?raw';
import stopWordsFile from '../../../kb/search/data/stopwords.txt?raw';
import { field, KEY_FIELD, WHOLE } from './doc.ts';
import { isDigit } from './fold.ts';
import { idf, kindWeight, round } from './rank.ts';
import { addSynonyms } from './synonym.ts';
import { latinRuns, MAX_IDENT, singular, tokenise, UNIGRAM, WORD, type Kind } from './tokens.ts';

const MAX_QUERY = 2000;
const MAX_TERMS = 64;
const MAX_PREFIX = 30;
const MAX_TYPOS = 5;
/** Unknown words that are completed or corrected: each goes through the index's words. */
const MAX_GUESS = 8;
const PREFIX_WEIGHT = 0.5;
const TYPO_WEIGHT = 0.6;

export function dataLines(file: string): string[] {
  return file
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l && l[0] !== '#');
}

const functionChars = new Set(dataLines(functionCharsFile)[0]);
const stopWords = new Set(dataLines(stopWordsFile).flatMap((l) => l.split(/\s+/).flatMap((w) => [w, singular(w)])));

/** One thing to look for. Only a strong term makes a document a hit; the others order the hits. */
export interface Term {
  text: string;
  kind: Kind;
  weight: number;
  strong: boolean;
}

export interface Plan {
  terms: Term[];
  keys: string[];
  /** Unknown words so far. */
  guesses: number;
}

/** What planning needs to know of the index. */
export interface Lexicon {
  readonly size: number;
  df(field: string, text: string): number;
  latinTerms(prefix: string): Iterable<string>;
}

export function makePlan(lex: Lexicon, query: string): Plan {
  const points = [...query];
  const text = points.length > MAX_QUERY ? points.slice(0, MAX_QUERY).join('') : query;
  const plan: Plan = { terms: [], keys: [], guesses: 0 };
  const counted = new Map<string, { text: string; kind: Kind; n: number }>();
  tokenise(text, (t, kind) => {
    const have = counted.get(kind + t);
    if (have) have.n++;
    else counted.set(kind + t, { text: t, kind, n: 1 });
  });
  const order = [...counted.values()];
  let kept = order.filter((t) => !meaningless(t.text, t.kind));
  if (kept.every((t) => t.kind === UNIGRAM) && (kept.length === 0 || order.some((t) => t.kind !== UNIGRAM))) kept = order;
  const strongest = kept.some((t) => t.kind !== UNIGRAM);
  for (const t of kept) {
    plan.terms.push({
      text: t.text,
      kind: t.kind,
      weight: kindWeight(t.kind) * (1 + Math.log(t.n)),
      strong: t.kind !== UNIGRAM || !strongest,
    });
  }
  addIdentifiers(plan, lex, text);
  addSynonyms(plan, lex, text);
  cut(plan, lex);
  return plan;
}

function meaningless(text: string, kind: Kind): boolean {
  return kind === WORD ? stopWords.has(text) : [...text].every((c) => functionChars.has(c));
}

export function add(plan: Plan, t: Term): void {
  if (!plan.terms.some((have) => have.text === t.text && have.kind === t.kind)) plan.terms.push(t);
}

/** What neighbouring words give when written together, exact keys, and unknown words. */
function addIdentifiers(plan: Plan, lex: Lexicon, text: string): void {
  for (const group of latinRuns(text)) {
    for (let i = 0; i < group.length; i++) {
      for (let j = i + 1; j <= group.length && j - i <= 4; j++) {
        const joined = group.slice(i, j).flat().join('');
        if ([...joined].length > MAX_IDENT) break;
        if (lex.df(KEY_FIELD, joined) > 0 && !plan.keys.includes(joined)) plan.keys.push(joined);
        if (j > i + 1) {
          if (lex.df(field(WHOLE, WORD), joined) > 0) add(plan, { text: joined, kind: WORD, weight: kindWeight(WORD), strong: true });
        } else {
          expand(plan, lex, group[i]!);
        }
      }
    }
  }
}

const hasDigit = (s: string): boolean => [...s].some((c) => isDigit(c.codePointAt(0)!));
const onlyDigits = (s: string): boolean => [...s].every((c) => isDigit(c.codePointAt(0)!));

/** Completes or corrects one word (its parts) that the index does not have. */
function expand(plan: Plan, lex: Lexicon, parts: string[]): void {
  let word = parts.join('');
  if (parts.length === 1 && !hasDigit(word)) word = singular(word);
  const n = [...word].length;
  const known = (w: string) => lex.df(field(WHOLE, WORD), w) > 0;
  if (n < 3 || stopWords.has(word) || known(word)) return;
  if (parts.length > 1 && parts.every((p) => [...p].length <= 1 || known(p))) return;
  if (++plan.guesses > MAX_GUESS) return;
  let weight = PREFIX_WEIGHT;
  let found = closest(lex, word, word, MAX_PREFIX, () => true);
  if (found.length === 0 && n >= 4 && !onlyDigits(word)) {
    weight = TYPO_WEIGHT;
    found = closest(lex, '', word, MAX_TYPOS, (t) => oneEdit(word, t));
  }
  for (const text of found) add(plan, { text, kind: WORD, weight: kindWeight(WORD) * weight, strong: true });
}

function closest(lex: Lexicon, prefix: string, word: string, limit: number, accept: (t: string) => boolean): string[] {
  const all: { text: string; df: number }[] = [];
  for (const text of lex.latinTerms(prefix)) {
    if (text !== word && accept(text)) all.push({ text, df: lex.df(field(WHOLE, WORD), text) });
  }
  all.sort((a, b) => b.df - a.df || (a.text < b.text ? -1 : 1));
  return all.slice(0, limit).map((c) => c.text);
}

/** Keeps the terms that tell most when there are too many. */
function cut(plan: Plan, lex: Lexicon): void {
  if (plan.terms.length <= MAX_TERMS) return;
  const worth = new Map<Term, number>();
  for (const t of plan.terms) {
    const df = lex.df(field(WHOLE, t.kind), t.text);
    worth.set(t, df > 0 ? round(t.weight * idf(lex.size, df)) : 0);
  }
  plan.terms.sort((a, b) => worth.get(b)! - worth.get(a)! || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  plan.terms.length = MAX_TERMS;
}

/** One character more, less or other, or two neighbours swapped. */
export function oneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  let x = [...a];
  let y = [...b];
  if (x.length > y.length) [x, y] = [y, x];
  if (y.length - x.length > 1) return false;
  let i = 0;
  while (i < x.length && x[i] === y[i]) i++;
  const same = (p: number, q: number) => x.slice(p).join('') === y.slice(q).join('');
  if (x.length < y.length) return same(i, i + 1);
  if (i === x.length) return false;
  if (same(i + 1, i + 1)) return true;
  return i + 1 < x.length && x[i] === y[i + 1] && x[i + 1] === y[i] && same(i + 2, i + 2);
}

// Makes a query ready, as kb/search/query.go does: what to look for, how much each part counts, what unknown words may have meant.
import { field, WHOLE } from './doc.ts';
import { addHomophones } from './homophone.ts';
import { addIdentifiers } from './identifier.ts';
import { addPinyin } from './pinyin.ts';
import { idf, kindWeight, RANK, round } from './rank.ts';
import { addSynonyms } from './synonym.ts';
import { BIGRAM, tokenise, UNIGRAM, type Kind } from './tokens.ts';
import { NO_WORDS, type OwnWords } from './own.ts';

const MAX_QUERY = 2000;
const MAX_TERMS = 64;
const MAX_NAMES = 16;
/** Unknown words, and unknown places in Han text, that are guessed at. */
export const MAX_GUESS = 8;

/** One thing to look for. Only a strong term makes a document a hit; the others order the hits. */
export interface Term {
  text: string;
  kind: Kind;
  weight: number;
  strong: boolean;
}

/** Two syllables side by side: the pairs of characters the index has for them count as one term, whichever is meant. */
export interface Sound {
  texts: string[];
  weight: number;
}

/** A whole identifier or an exact model or code: a document has it or has not, how often says nothing. */
export interface Name {
  field: string;
  text: string;
  weight: number;
}

export interface Plan {
  terms: Term[];
  sounds: Sound[];
  names: Name[];
  /** Latin words that were read as pinyin. */
  read: string[];
  /** Unknown words so far. */
  guesses: number;
  own: OwnWords;
}

/** What planning needs to know of the index. */
export interface Lexicon {
  readonly size: number;
  df(field: string, text: string): number;
  /** Latin terms that begin with a prefix. */
  latinTerms(prefix: string): Iterable<string>;
  /** At least every Latin term one edit away from a word. */
  latinNear(word: string): Iterable<string>;
  /** Han pairs of the index with one of the firsts and one of the seconds, sorted. */
  pairs(firsts: string[], seconds: string[]): string[];
  /** The trainers' words, none unless told. */
  readonly words?: OwnWords;
}

export const known = (lex: Lexicon, kind: Kind, text: string): number => lex.df(field(WHOLE, kind), text);

/** What is read of a query. */
export function readOf(query: string): string {
  const points = [...query];
  return points.length > MAX_QUERY ? points.slice(0, MAX_QUERY).join('') : query;
}

export function makePlan(lex: Lexicon, query: string): Plan {
  const text = readOf(query);
  const plan: Plan = { terms: [], sounds: [], names: [], read: [], guesses: 0, own: lex.words ?? NO_WORDS };
  addWords(plan, text);
  const han = addPinyin(plan, lex, text);
  addHomophones(plan, lex, text);
  addIdentifiers(plan, lex, text);
  addSynonyms(plan, lex, text + han);
  cut(plan, lex);
  return plan;
}

/** The terms of the text as it stands, without small words. */
function addWords(plan: Plan, text: string): void {
  const counted = new Map<string, { text: string; kind: Kind; n: number }>();
  tokenise(text, (t, kind) => {
    const have = counted.get(kind + t);
    if (have) have.n++;
    else counted.set(kind + t, { text: t, kind, n: 1 });
  });
  const order = [...counted.values()];
  let kept = order.filter((t) => !plan.own.meaningless(t.kind, t.text));
  let small = kept.every((t) => t.kind === UNIGRAM);
  if (small && (kept.length === 0 || order.some((t) => t.kind !== UNIGRAM))) {
    kept = order;
  } else {
    kept = order.filter((t) => t.kind === BIGRAM || !plan.own.meaningless(t.kind, t.text));
    small = false;
  }
  const strongest = kept.some((t) => t.kind !== UNIGRAM);
  for (const t of kept) {
    const aside = !small && t.kind === BIGRAM && plan.own.meaningless(t.kind, t.text);
    plan.terms.push({
      text: t.text,
      kind: t.kind,
      weight: kindWeight(t.kind) * (1 + Math.log(t.n)) * (aside ? RANK.function : 1),
      strong: !aside && (t.kind !== UNIGRAM || !strongest),
    });
  }
}

export function add(plan: Plan, t: Term): void {
  if (!plan.terms.some((have) => have.text === t.text && have.kind === t.kind)) plan.terms.push(t);
}

export function addName(plan: Plan, n: Name): void {
  if (plan.names.length === MAX_NAMES) return;
  if (!plan.names.some((have) => have.text === n.text && have.field === n.field)) plan.names.push(n);
}

/** Keeps the terms that tell most when there are too many. */
function cut(plan: Plan, lex: Lexicon): void {
  if (plan.terms.length <= MAX_TERMS) return;
  const worth = new Map<Term, number>();
  for (const t of plan.terms) {
    const df = known(lex, t.kind, t.text);
    worth.set(t, df > 0 ? round(t.weight * idf(lex.size, df)) : 0);
  }
  plan.terms.sort((a, b) => worth.get(b)! - worth.get(a)! || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  plan.terms.length = MAX_TERMS;
}

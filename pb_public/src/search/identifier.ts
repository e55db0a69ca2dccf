// What neighbouring words give when written together, exact models and codes, whole identifiers, unknown words (kb/search/identifier.go).
import { field, KEY_FIELD, lettersAndDigits, WHOLE } from './doc.ts';
import { isDigit } from './fold.ts';
import { add, addName, known, MAX_GUESS, type Lexicon, type Plan } from './query.ts';
import { kindWeight, RANK } from './rank.ts';
import { stem } from './stem.ts';
import { latinRuns, MAX_IDENT, tokenise, WORD } from './tokens.ts';
import { stopWords } from './words.ts';

/** Words of a query that is nothing but an identifier. */
const MAX_ALONE = 6;
const MAX_PREFIX = 30;
const MAX_TYPOS = 5;
const MAX_PIECES = 4;
const MAX_PIECES_WORD = 32;
const LATIN_FIELD = field(WHOLE, WORD);

const length = (s: string): number => [...s].length;

export function addIdentifiers(plan: Plan, lex: Lexicon, text: string): void {
  const groups = latinRuns(text);
  let alone = groups.length === 1 && groups[0]!.length <= MAX_ALONE;
  if (alone) tokenise(text, (_, kind) => (alone &&= kind === WORD));
  for (const group of groups) {
    for (let i = 0; i < group.length; i++) {
      for (let j = i + 1; j <= group.length && j - i <= MAX_ALONE; j++) {
        const joined = group.slice(i, j).flat().join('');
        if (length(joined) > MAX_IDENT) break;
        addJoined(plan, lex, joined, group.slice(i, j), alone);
      }
    }
  }
}

function addJoined(plan: Plan, lex: Lexicon, joined: string, words: string[][], alone: boolean): void {
  if (lex.df(KEY_FIELD, joined) > 0) addName(plan, { field: KEY_FIELD, text: joined, weight: RANK.key });
  const token = words.length === 1 && words[0]!.length === 1 ? stem(joined) : joined;
  const there = known(lex, WORD, token) > 0;
  if (words.length > 1 && there) add(plan, { text: joined, kind: WORD, weight: kindWeight(WORD), strong: true });
  if (alone && there && (lettersAndDigits(joined) || (words.length === 1 && words[0]!.length > 1)))
    addName(plan, { field: LATIN_FIELD, text: joined, weight: RANK.exact });
  if (words.length > 1 || there || plan.read.includes(joined)) return;
  expand(plan, lex, token, words[0]!, alone);
}

const onlyDigits = (s: string): boolean => [...s].every((c) => isDigit(c.codePointAt(0)!));

/** Completes or corrects one word (its parts) that the index does not have. */
function expand(plan: Plan, lex: Lexicon, word: string, parts: string[], alone: boolean): void {
  const n = length(word);
  if (n < 3 || stopWords.has(word)) return;
  if (parts.length > 1 && addPairs(plan, lex, parts, alone) && !alone) return;
  if (plan.guesses >= MAX_GUESS) return;
  plan.guesses++;
  let weight = RANK.prefix;
  let found = closest(lex, word, MAX_PREFIX, lex.latinTerms(word));
  if (found.length === 0 && n >= 4 && !onlyDigits(word)) {
    weight = RANK.typo;
    found = closest(
      lex,
      word,
      MAX_TYPOS,
      [...lex.latinNear(word)].filter((t) => oneEdit(word, t)),
    );
  }
  if (found.length === 0 && parts.length === 1) found = pieces(lex, word);
  for (const text of found) {
    add(plan, { text, kind: WORD, weight: kindWeight(WORD) * weight, strong: true });
    if (alone && (parts.length > 1 || lettersAndDigits(text))) addName(plan, { field: LATIN_FIELD, text, weight: RANK.exact * weight });
  }
}

/** Whether the index has all parts of an unknown whole. Asked for alone, two parts that stand side by side count as a name. */
function addPairs(plan: Plan, lex: Lexicon, parts: string[], alone: boolean): boolean {
  let all = true;
  parts.forEach((part, i) => {
    if (length(part) > 1) all = known(lex, WORD, stem(part)) > 0 && all;
    if (i === 0 || !alone || parts.length < 3) return;
    const pair = parts[i - 1]! + part;
    if (known(lex, WORD, pair) > 0) addName(plan, { field: LATIN_FIELD, text: pair, weight: RANK.exact });
  });
  return all;
}

/** Cuts an unknown word into the fewest words the index knows, the longest first. */
function pieces(lex: Lexicon, word: string): string[] {
  const rs = [...word];
  if (rs.length < 5 || rs.length > MAX_PIECES_WORD) return [];
  const ways = Array.from({ length: rs.length + 1 }, () => ({ count: 0, next: 0, token: '' })); // from i to the end
  for (let i = rs.length - 2; i >= 0; i--) {
    for (let j = rs.length; j >= i + 2; j--) {
      const rest = ways[j]!.count;
      if (j < rs.length && (rest === 0 || (ways[i]!.count > 0 && rest + 1 >= ways[i]!.count))) continue;
      const piece = rs.slice(i, j).join('');
      const token = [piece, stem(piece)].find((t) => known(lex, WORD, t) > 0);
      if (token) ways[i] = { count: rest + 1, next: j, token };
    }
  }
  if (ways[0]!.count === 0 || ways[0]!.count > MAX_PIECES) return [];
  const out: string[] = [];
  for (let i = 0; i < rs.length; i = ways[i]!.next) out.push(ways[i]!.token);
  return out;
}

/** The most frequent of some terms. */
function closest(lex: Lexicon, word: string, limit: number, terms: Iterable<string>): string[] {
  const all: { text: string; df: number }[] = [];
  for (const text of terms) if (text !== word) all.push({ text, df: known(lex, WORD, text) });
  all.sort((a, b) => b.df - a.df || (a.text < b.text ? -1 : 1));
  return all.slice(0, limit).map((c) => c.text);
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

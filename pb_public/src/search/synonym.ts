// Other names of what the query names, at a low weight (kb/search/synonym.go).
import synonymsFile from '../../../kb/search/data/synonyms.txt?raw';
import { classOf, foldText, LATIN, OTHER } from './fold.ts';
import { add, known, type Lexicon, type Plan } from './query.ts';
import { kindWeight, RANK } from './rank.ts';
import { latinRuns, tokenise, UNIGRAM, type Kind } from './tokens.ts';
import { vendorNames } from './vendor.ts';
import { dataLines } from './words.ts';

export interface Synonym {
  text: string;
  /** Of a Latin name. */
  words: string[] | null;
}

let groups: Synonym[][] | null = null;

/** The groups of the data file, and behind them the names of every maker. */
export const fileGroups = (): Synonym[][] =>
  (groups ??= [...dataLines(synonymsFile).map((line) => line.split('|')), ...vendorNames.filter(({ length }) => length > 1)].map(
    readGroup,
  ));

/** Names of the same thing; what has neither a Latin nor a Han character is no name. */
export function readGroup(names: readonly string[]): Synonym[] {
  return names.flatMap((name): Synonym[] => {
    const text = foldText(name.trim());
    const first = [...text].map((c) => classOf(c.codePointAt(0)!)).find((k) => k !== OTHER);
    if (first === undefined) return [];
    return [{ text, words: first === LATIN ? wordsOf(text) : null }];
  });
}

const wordsOf = (text: string): string[] =>
  latinRuns(text)
    .flat()
    .map((w) => w.join(''));

export function addSynonyms(plan: Plan, lex: Lexicon, text: string): void {
  const folded = foldText(text);
  const words = wordsOf(text);
  for (const group of plan.own.groups()) {
    if (!group.some((n) => named(n, folded, words))) continue;
    for (const n of group) if (!named(n, folded, words)) addSynonym(plan, lex, n);
  }
}

function named(n: Synonym, folded: string, words: string[]): boolean {
  if (!n.words) return folded.includes(n.text);
  const want = n.words;
  return words.some((_, i) => i + want.length <= words.length && want.every((w, k) => words[i + k] === w));
}

/** Of a name of several terms only the rarest makes a hit (换机 of 交换机), the others order the hits. */
function addSynonym(plan: Plan, lex: Lexicon, n: Synonym): void {
  const found: { text: string; kind: Kind }[] = [];
  let rarest = 0;
  let fewest = 0;
  tokenise(n.text, (text, kind) => {
    if (kind === UNIGRAM) return;
    const df = known(lex, kind, text);
    if (df > 0 && (fewest === 0 || df < fewest)) [rarest, fewest] = [found.length, df];
    found.push({ text, kind });
  });
  found.forEach((t, i) => add(plan, { ...t, weight: kindWeight(t.kind) * RANK.synonym, strong: i === rarest }));
}

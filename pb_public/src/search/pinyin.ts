// Latin words that are pinyin, and what sounds alike (kb/search/pinyin.go), on the same table.
import pinyinFile from '../../../kb/search/data/pinyin.txt?raw';
import { classOf, foldPoint, foldText, isJoiner, LATIN } from './fold.ts';
import { add, known, MAX_GUESS, type Lexicon, type Plan, type Sound } from './query.ts';
import { kindWeight, RANK, round } from './rank.ts';
import { BIGRAM, tokenise, UNIGRAM, WORD } from './tokens.ts';
import { dataLines } from './words.ts';

const MAX_SYLLABLE = 6;
const MAX_SYLLABLES = 12;
const MAX_WAYS = 4;

const charsOf = new Map<string, string[]>();
const syllablesOf = new Map<string, string[]>();
for (const line of dataLines(pinyinFile)) {
  const [syllable = '', list = ''] = line.split(' ');
  const chars = [...list];
  charsOf.set(syllable, chars);
  for (const c of chars) {
    const have = syllablesOf.get(c);
    if (have) have.push(syllable);
    else syllablesOf.set(c, [syllable]);
  }
}

/** The syllables of a character, [] if it has none. */
export const readings = (c: string): readonly string[] => syllablesOf.get(c) ?? [];

/** The other characters with a syllable of c, in the order of the table. */
export function soundsLike(c: string): string[] {
  const out = new Set<string>();
  for (const s of syllablesOf.get(c) ?? []) for (const o of charsOf.get(s)!) if (o !== c) out.add(o);
  return [...out];
}

/** Reads Latin words the index does not know as pinyin; the Han text they most likely stand for. */
export function addPinyin(plan: Plan, lex: Lexicon, text: string): string {
  let read = '';
  let end = 0;
  let row: Spaced = { syllables: [], unknown: false };
  tokenise(text, (token, kind, from, to) => {
    if (kind !== WORD || from < end || standsInside(text, from, to)) return;
    const word = foldText(text.slice(from, to));
    const goesOn = /^ *$/.test(text.slice(end, from)) && charsOf.has(word) && row.syllables.length < MAX_SYLLABLES;
    if (row.syllables.length > 0 && !goesOn) {
      read += spoken(plan, lex, row);
      row = { syllables: [], unknown: false };
    }
    end = to;
    if (charsOf.has(word)) {
      row.syllables.push(word);
      row.unknown ||= known(lex, WORD, token) === 0;
      return;
    }
    if (word.length < 4 || word.length > MAX_SYLLABLE * MAX_SYLLABLES || !/^[a-z]+$/.test(word)) return;
    if (known(lex, WORD, token) > 0 || plan.guesses >= MAX_GUESS) return;
    read += ' ' + reading(plan, lex, word);
  });
  return read + spoken(plan, lex, row);
}

/** Syllables with only spaces between them (wu xian). A row that the index knows all of (ping, lan) is what it says. */
interface Spaced {
  syllables: string[];
  unknown: boolean;
}

/** Adds what a row of syllables sounds like, in pieces whose pairs the index has. */
function spoken(plan: Plan, lex: Lexicon, { syllables, unknown }: Spaced): string {
  if (syllables.length < 2 || !unknown) return '';
  let read = '';
  let sounds: Sound[] = [];
  const take = () => {
    if (sounds.length > 0 && plan.guesses < MAX_GUESS) {
      const { text } = likeliest(lex, sounds);
      addSounds(plan, sounds, text);
      read += ' ' + text;
    }
    sounds = [];
  };
  for (let i = 1; i < syllables.length; i++) {
    const texts = lex.pairs(charsOf.get(syllables[i - 1]!)!, charsOf.get(syllables[i]!)!);
    if (texts.length > 0) sounds.push({ texts, weight: kindWeight(BIGRAM) * RANK.pinyin });
    else take();
  }
  take();
  if (read) plan.read.push(...syllables);
  return read;
}

/** Takes sounds in, and the characters they are most likely spelt with. */
function addSounds(plan: Plan, sounds: Sound[], han: string): void {
  plan.guesses++;
  plan.sounds.push(...sounds);
  for (const c of han) add(plan, { text: c, kind: UNIGRAM, weight: kindWeight(UNIGRAM) * RANK.spelt, strong: false });
}

/** A token that is only a part of an identifier. */
function standsInside(text: string, from: number, to: number): boolean {
  const joint = (at: number) => {
    const p = at >= 0 && at < text.length ? text.charCodeAt(at) : 0x20;
    return isJoiner(p) || (p < 0x80 && classOf(foldPoint(p)) === LATIN);
  };
  return joint(from - 1) || joint(to);
}

function reading(plan: Plan, lex: Lexicon, word: string): string {
  let best: Sound[] | null = null;
  let han = '';
  let most = -1;
  for (const syllables of split(word)) {
    const sounds: Sound[] = [];
    for (let i = 1; i < syllables.length; i++) {
      const texts = lex.pairs(charsOf.get(syllables[i - 1]!)!, charsOf.get(syllables[i]!)!);
      if (texts.length === 0) break;
      sounds.push({ texts, weight: kindWeight(BIGRAM) * RANK.pinyin });
    }
    if (sounds.length === 0 || sounds.length < syllables.length - 1) continue;
    const path = likeliest(lex, sounds);
    if (path.worth > most) [best, han, most] = [sounds, path.text, path.worth];
  }
  if (!best) return '';
  addSounds(plan, best, han);
  plan.read.push(word);
  return han;
}

/** Cuts a word into the fewest syllables, in all ways that need as few. */
export function split(word: string): string[][] {
  const ways: string[][][] = [[[]]];
  for (let i = 1; i <= word.length; i++) ways.push([]);
  for (let i = 0; i < word.length; i++) {
    for (const way of ways[i]!) {
      for (let j = i + 1; j <= word.length && j - i <= MAX_SYLLABLE; j++) {
        const syllable = word.slice(i, j);
        if (!charsOf.has(syllable) || way.length === MAX_SYLLABLES) continue;
        const have = ways[j]!;
        if (have.length === 0 || way.length + 1 < have[0]!.length) have.length = 0;
        else if (way.length + 1 > have[0]!.length || have.length === MAX_WAYS) continue;
        have.push([...way, syllable]);
      }
    }
  }
  return ways[word.length]!;
}

interface Path {
  text: string;
  worth: number;
}

/** The text whose neighbouring pairs most documents have (Viterbi), '' if the pairs do not join. */
function likeliest(lex: Lexicon, sounds: Sound[]): Path {
  let paths = new Map<string, Path>();
  sounds.forEach((s, i) => {
    const next = new Map<string, Path>();
    for (const text of s.texts) {
      const [first = '', second = ''] = [...text];
      const before = i === 0 ? { text: first, worth: 0 } : paths.get(first);
      if (!before) continue;
      const worth = round(before.worth + Math.log(1 + known(lex, BIGRAM, text)));
      const have = next.get(second);
      if (!have || worth > have.worth) next.set(second, { text: before.text + second, worth });
    }
    paths = next;
  });
  let best: Path = { text: '', worth: 0 };
  for (const one of paths.values()) if (one.worth > best.worth || (one.worth === best.worth && one.text < best.text)) best = one;
  return best;
}

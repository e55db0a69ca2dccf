// Names found by how they sound: whole syllables, initials, or both mixed ("renmin", "rmyy", "renmyy" for 人民医院). Only for names and
// suggestions: in the text of an article initials fit too much (kb/search/sounds.go).
import { readings } from './pinyin.ts';
import { classOf, HAN, LATIN, OTHER } from './fold.ts';

/** More letters than anybody types of a name. */
const MAX_WORD = 36;

export const isSpelling = (word: string): boolean => word.length >= 2 && word.length <= MAX_WORD && /^[a-z]+$/.test(word);

/** Where a word sounds like a stretch of folded characters that begins at `from`: the end of it, -1 if it does not. */
export function soundsFrom(chars: readonly string[], from: number, word: string, initials = true): number {
  const dead = new Set<number>();
  const go = (i: number, j: number): number => {
    if (j === word.length) return i;
    if (i === chars.length || dead.has(i * MAX_WORD + j)) return -1;
    for (const next of steps(chars[i]!, word, j, initials)) {
      const end = next < 0 ? i + 1 : go(i + 1, next);
      if (end >= 0) return end;
    }
    dead.add(i * MAX_WORD + j);
    return -1;
  };
  const kind = (i: number) => (chars[i] === undefined ? OTHER : classOf(chars[i].codePointAt(0)!));
  const begins = kind(from) === HAN || (kind(from) === LATIN && kind(from - 1) !== LATIN); // "hjt" is H 集团
  return begins ? go(from, 0) : -1;
}

/** How far in the word one gets with a character, the farthest first; -1: to the end of it, in the middle of a syllable. */
function steps(c: string, word: string, at: number, initials: boolean): number[] {
  const kind = classOf(c.codePointAt(0)!);
  if (kind === LATIN) return word[at] === c ? [at + 1] : [];
  if (kind !== HAN) return [at]; // a space, a dash: nobody spells it
  const out = new Set<number>();
  for (const syllable of readings(c)) {
    if (word.startsWith(syllable, at)) out.add(at + syllable.length);
    else if (syllable.startsWith(word.slice(at)) && (initials || at > 0)) out.add(-1);
    if (!initials) continue;
    if (syllable[1] === 'h' && word.startsWith(syllable.slice(0, 2), at)) out.add(at + 2);
    if (syllable[0] === word[at]) out.add(at + 1);
  }
  return [...out].sort((a, b) => (a < 0 ? -1 : b < 0 ? 1 : b - a));
}

/** The first stretch that sounds like the word: from, to. */
export function soundsIn(chars: readonly string[], word: string, initials = true): [number, number] | null {
  for (let from = 0; from < chars.length; from++) {
    const to = soundsFrom(chars, from, word, initials);
    if (to >= 0) return [from, to];
  }
  return null;
}

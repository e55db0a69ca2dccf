// Whether words can be added to the search, as the server decides it (kb/search/own_check.go).
import termsFile from '../../../kb/search/data/terms.txt?raw';
import vendorsFile from '../../../kb/search/data/vendors.txt?raw';
import { foldText } from './fold.ts';
import { fileGroups } from './synonym.ts';
import { tokenise } from './tokens.ts';
import { dataLines, meaningless } from './words.ts';

export type BadWords = 'few' | 'many' | 'long' | 'empty' | 'twice' | 'wanted' | 'short';
const MAX_GROUP = 12;
const MAX_WORD = 40;

/** null: they can be added. */
export function checkWords(kind: string, words: readonly string[]): { code: BadWords; word: string } | null {
  if (words.length < (kind === 'synonym' ? 2 : 1)) return { code: 'few', word: '' };
  if (words.length > MAX_GROUP) return { code: 'many', word: '' };
  const seen: string[] = [];
  for (const word of words) {
    const folded = foldText(word.trim());
    const size = [...folded].length;
    let tokens = 0;
    let said = false;
    tokenise(folded, (text, of) => {
      tokens++;
      said ||= !meaningless(of, text);
    });
    if (size > MAX_WORD) return { code: 'long', word };
    if (tokens === 0 || (kind !== 'function' && !said)) return { code: 'empty', word };
    if (seen.includes(folded)) return { code: 'twice', word };
    if (kind === 'function' && wanted(folded)) return { code: 'wanted', word };
    if (kind !== 'synonym' && size < 2) return { code: 'short', word };
    seen.push(folded);
  }
  return null;
}

function wanted(folded: string): boolean {
  const has = (file: string, parts: (line: string) => string[]) => dataLines(file).some((line) => parts(line).includes(folded));
  return (
    fileGroups().some((group) => group.some((n) => n.text === folded)) ||
    has(termsFile, (line) => line.split('|').map((t) => foldText(t.trim()))) ||
    has(vendorsFile, (line) => (line.split('|')[1] ?? '').trim().split(' '))
  );
}

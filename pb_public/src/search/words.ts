// Words a query does without (kb/search/words.go).
import functionCharsFile from '../../../kb/search/data/functionchars.txt?raw';
import stopWordsFile from '../../../kb/search/data/stopwords.txt?raw';
import { stem } from './stem.ts';
import { WORD, type Kind } from './tokens.ts';

export function dataLines(file: string): string[] {
  return file
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l && l[0] !== '#');
}

/** Characters that mean nothing alone. */
export const functionChars = new Set(dataLines(functionCharsFile)[0]);
export const stopWords = new Set(dataLines(stopWordsFile).flatMap((l) => l.split(/\s+/).flatMap((w) => [w, stem(w)])));

/** A small English word, or Han characters that all are function characters. */
export function meaningless(kind: Kind, text: string): boolean {
  return kind === WORD ? stopWords.has(text) : [...text].every((c) => functionChars.has(c));
}

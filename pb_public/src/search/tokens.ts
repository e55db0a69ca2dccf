// The same tokens as kb/search/tokens.go, proved on kb/search/testdata/analysis.json.
import { classOf, foldPoint, HAN, isDigit, isJoiner, LATIN, OTHER, type Class } from './fold.ts';

/** Which of the typed fields a token goes to: one Han character, two neighbours, a Latin word or identifier. */
export type Kind = '1' | '2' | 'x';
export const UNIGRAM = '1';
export const BIGRAM = '2';
export const WORD = 'x';

/** start and end are UTF-16 offsets in the text. */
export type Emit = (text: string, kind: Kind, start: number, end: number) => void;

export const MAX_IDENT = 40;

/** A folded character with its place. */
export interface Char {
  p: number;
  start: number;
  end: number;
}

export function tokenise(text: string, emit: Emit): void {
  let run: Char[] = [];
  let kind: Class = OTHER;
  const flush = () => {
    if (kind === HAN) hanTokens(run, emit);
    else if (kind === LATIN) latinTokens(run, emit);
    if (run.length) run = [];
    kind = OTHER;
  };
  for (let i = 0; i < text.length; ) {
    const raw = text.codePointAt(i)!;
    const end = i + (raw > 0xffff ? 2 : 1);
    const p = foldPoint(raw);
    const c = classOf(p);
    if (c === OTHER && kind === LATIN && isJoiner(p)) {
      run.push({ p, start: i, end });
    } else {
      if (c !== kind) {
        flush();
        kind = c;
      }
      if (c !== OTHER) run.push({ p, start: i, end });
    }
    i = end;
  }
  flush();
}

function hanTokens(run: Char[], emit: Emit): void {
  let before = '';
  for (let i = 0; i < run.length; i++) {
    const c = run[i]!;
    const s = String.fromCodePoint(c.p);
    emit(s, UNIGRAM, c.start, c.end);
    if (i > 0) emit(before + s, BIGRAM, run[i - 1]!.start, c.end);
    before = s;
  }
}

function latinTokens(run: Char[], emit: Emit): void {
  while (run.length && isJoiner(run[run.length - 1]!.p)) run.pop();
  const parts = splitParts(run);
  if (parts.length > 1) {
    emitLatin(parts, 0, parts.length, emit);
    if (parts.length > 2) for (let i = 1; i < parts.length; i++) emitLatin(parts, i - 1, i + 1, emit);
  }
  for (const part of parts) {
    if (parts.length > 1 && part.length === 1) continue;
    const pieces = splitPieces(part);
    if (pieces.length === 1 && !isDigit(part[0]!.p)) {
      if (part.length <= MAX_IDENT) emit(singular(textOf(part)), WORD, part[0]!.start, part[part.length - 1]!.end);
      continue;
    }
    emitLatin([part], 0, 1, emit);
    if (pieces.length > 1) for (const q of pieces) if (q.length > 1) emitLatin([q], 0, 1, emit);
  }
}

/** Emits the characters of some parts as one token. */
function emitLatin(parts: Char[][], from: number, to: number, emit: Emit): void {
  let text = '';
  let length = 0;
  for (let i = from; i < to; i++) {
    text += textOf(parts[i]!);
    length += parts[i]!.length;
  }
  if (length > MAX_IDENT) return;
  const last = parts[to - 1]!;
  emit(text, WORD, parts[from]![0]!.start, last[last.length - 1]!.end);
}

export function textOf(chars: Char[]): string {
  let s = '';
  for (const c of chars) s += String.fromCodePoint(c.p);
  return s;
}

/** Harman's S stemmer with the exceptions of singular() in tokens.go. */
export function singular(word: string): string {
  const w = [...word];
  const n = w.length;
  if (n < 4 || w[n - 1] !== 's') return word;
  const cut = (k: number) => w.slice(0, n - k).join('');
  switch (w[n - 2]) {
    case 's':
    case 'u':
    case 'i':
      return word;
    case 'e':
      if (n > 4 && w[n - 3] === 'i' && w[n - 4] !== 'e' && w[n - 4] !== 'a') return cut(3) + 'y';
      if (w[n - 3] === 'a' || w[n - 3] === 'e' || w[n - 3] === 'o') return word;
      if (n > 4 && (w[n - 3] === 'h' || w[n - 3] === 'x' || w[n - 3] === 's')) return cut(2);
  }
  return cut(1);
}

export function splitParts(run: Char[]): Char[][] {
  const parts: Char[][] = [];
  let start = 0;
  for (let i = 0; i <= run.length; i++) {
    if (i === run.length || isJoiner(run[i]!.p)) {
      if (i > start) parts.push(run.slice(start, i));
      start = i + 1;
    }
  }
  return parts;
}

/** Cuts between letters and digits. */
function splitPieces(part: Char[]): Char[][] {
  const pieces: Char[][] = [];
  let start = 0;
  for (let i = 1; i <= part.length; i++) {
    if (i === part.length || isDigit(part[i]!.p) !== isDigit(part[i - 1]!.p)) {
      pieces.push(part.slice(start, i));
      start = i;
    }
  }
  return pieces;
}

/** The Latin words of a text with their parts, in groups that Han text separates (latinRuns in doc.go). */
export function latinRuns(text: string): string[][][] {
  const groups: string[][][] = [];
  let group: string[][] = [];
  let run: Char[] = [];
  const word = () => {
    const parts = splitParts(run).map(textOf);
    if (parts.length) group.push(parts);
    run = [];
  };
  for (const c of text) {
    const p = foldPoint(c.codePointAt(0)!);
    const k = classOf(p);
    if (k === LATIN || (k === OTHER && run.length > 0 && isJoiner(p))) {
      run.push({ p, start: 0, end: 0 });
      continue;
    }
    word();
    if (k === HAN && group.length) {
      groups.push(group);
      group = [];
    }
  }
  word();
  if (group.length) groups.push(group);
  return groups;
}

// The same tokens as kb/search/tokens.go, proved on kb/search/testdata/analysis.json.
import { classOf, foldPoint, foldText, HAN, isDigit, isJoiner, LATIN, OTHER } from './fold.ts';
import { stem } from './stem.ts';

/** Which of the typed fields a token goes to: one Han character, two neighbours, a Latin word or identifier. */
export type Kind = '1' | '2' | 'x';
export const UNIGRAM = '1';
export const BIGRAM = '2';
export const WORD = 'x';

/** start and end are UTF-16 offsets in the text. */
export type Emit = (text: string, kind: Kind, start: number, end: number) => void;

export const MAX_IDENT = 40;

/** What a scan finds, without making a string of every pair of Han characters: the index counts numbers. */
export interface Sink {
  han(p: number, start: number, end: number): void;
  pair(p: number, q: number, start: number, end: number): void;
  word(text: string, start: number, end: number): void;
  /** Whether a Latin run can have words the sink wants; without it all are found. */
  reads?(text: string, start: number, end: number): boolean;
}

export function tokenise(text: string, emit: Emit): void {
  scan(text, {
    han: (p, start, end) => emit(String.fromCodePoint(p), UNIGRAM, start, end),
    pair: (p, q, start, end) => emit(String.fromCodePoint(p, q), BIGRAM, start, end),
    word: (word, start, end) => emit(word, WORD, start, end),
  });
}

export function scan(text: string, sink: Sink): void {
  let run = -1; // where the Latin run began, or -1
  let before = -1; // the Han character just before, or -1
  let beforeStart = 0;
  for (let i = 0; i < text.length;) {
    const raw = text.codePointAt(i)!;
    const end = i + (raw > 0xffff ? 2 : 1);
    const p = foldPoint(raw);
    const c = classOf(p);
    if (c === LATIN || (run >= 0 && c === OTHER && isJoiner(p))) {
      if (run < 0) run = i;
      before = -1;
    } else {
      if (run >= 0) readRun(text, run, i, sink);
      run = -1;
      if (c === HAN) {
        sink.han(p, i, end);
        if (before >= 0) sink.pair(before, p, beforeStart, end);
        before = p;
        beforeStart = i;
      } else {
        before = -1;
      }
    }
    i = end;
  }
  if (run >= 0) readRun(text, run, text.length, sink);
}

function readRun(text: string, start: number, end: number, sink: Sink): void {
  if (!sink.reads || sink.reads(text, start, end)) latinTokens(foldRun(text, start, end), start, sink);
}

/** Folds a Latin run. Its characters are all below U+10000 and stay so: the offsets in it are those in the text. */
function foldRun(text: string, start: number, end: number): string {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) >= 0x80) return foldText(text.slice(start, end));
  return text.slice(start, end).toLowerCase();
}

/** A stretch of a run: from, to. */
type Part = [from: number, to: number];

function latinTokens(run: string, base: number, sink: Sink): void {
  const parts = splitParts(run);
  const emit = (text: string, from: number, to: number) => {
    if (text.length <= MAX_IDENT) sink.word(text, base + from, base + to);
  };
  if (parts.length > 1) {
    emit(join(run, parts, 0, parts.length), parts[0]![0], parts[parts.length - 1]![1]);
    if (parts.length > 2) {
      for (let i = 1; i < parts.length; i++) emit(join(run, parts, i - 1, i + 1), parts[i - 1]![0], parts[i]![1]);
    }
  }
  for (const [from, to] of parts) {
    if (parts.length > 1 && to - from === 1) continue;
    const word = run.slice(from, to);
    const pieces = splitPieces(run, from, to);
    if (pieces.length === 1 && !isDigit(word.charCodeAt(0))) {
      if (word.length <= MAX_IDENT) sink.word(stem(word), base + from, base + to);
      continue;
    }
    emit(word, from, to);
    if (pieces.length > 1) for (const [f, t] of pieces) if (t - f > 1) emit(run.slice(f, t), f, t);
  }
}

/** The characters of some parts without what is between them; not made when it would be too long to be a word. */
function join(run: string, parts: Part[], i: number, j: number): string {
  let s = '';
  for (; i < j && s.length <= MAX_IDENT; i++) s += run.slice(parts[i]![0], parts[i]![1]);
  return s;
}

function splitParts(run: string): Part[] {
  const parts: Part[] = [];
  let start = 0;
  for (let i = 0; i <= run.length; i++) {
    if (i === run.length || isJoiner(run.charCodeAt(i))) {
      if (i > start) parts.push([start, i]);
      start = i + 1;
    }
  }
  return parts;
}

/** Cuts between letters and digits. */
function splitPieces(run: string, from: number, to: number): Part[] {
  const pieces: Part[] = [];
  let start = from;
  for (let i = from + 1; i <= to; i++) {
    if (i === to || isDigit(run.charCodeAt(i)) !== isDigit(run.charCodeAt(i - 1))) {
      pieces.push([start, i]);
      start = i;
    }
  }
  return pieces;
}

/** The Latin words of a text with their parts, in groups that Han text separates (latinRuns in doc.go). */
export function latinRuns(text: string): string[][][] {
  const groups: string[][][] = [];
  let group: string[][] = [];
  let run = '';
  const word = () => {
    const parts = splitParts(run).map(([from, to]) => run.slice(from, to));
    if (parts.length) group.push(parts);
    run = '';
  };
  for (const c of text) {
    const p = foldPoint(c.codePointAt(0)!);
    const k = classOf(p);
    if (k === LATIN || (k === OTHER && run && isJoiner(p))) {
      run += String.fromCharCode(p);
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

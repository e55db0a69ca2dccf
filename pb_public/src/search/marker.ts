// Where the words of a query stand in a text. What is looked for has numbers, so that a text is gone through without making strings
// (marker in kb/search/snippet.go).
import { foldPoint, isDigit, isJoiner } from './fold.ts';
import { round } from './rank.ts';
import { BIGRAM, scan, UNIGRAM, type Kind, type Sink } from './tokens.ts';

/** The words to mark, by kind and text, with what each weighs. */
export type Marks = ReadonlyMap<string, number>;

/** A place of a word, and its number. */
export interface Spot {
  start: number;
  end: number;
  term: number;
}

export class Marker implements Sink {
  private readonly weights: number[] = [];
  private readonly ones = new Map<number, number>();
  private readonly twos = new Map<number, Map<number, number>>(); // by the first character, by the second
  private readonly words = new Map<string, number>();
  /** How words begin: a letter or a digit, or 0 for all others. */
  private readonly firsts = new Uint8Array(0x80);
  private found: Spot[] = [];

  constructor(marks: Marks) {
    for (const [term, weight] of marks) {
      this.want(term[0] as Kind, term.slice(1), this.weights.length);
      this.weights.push(weight);
    }
  }

  private want(kind: Kind, text: string, term: number): void {
    const [first, second] = Array.from(text, (c) => c.codePointAt(0)!);
    if (kind === UNIGRAM) {
      this.ones.set(first!, term);
    } else if (kind === BIGRAM) {
      if (!this.twos.has(first!)) this.twos.set(first!, new Map());
      this.twos.get(first!)!.set(second!, term);
    } else {
      this.words.set(text, term);
      this.firsts[ascii(first!)] = 1;
    }
  }

  /** All places, by where they begin, the longer first of two that begin together. */
  spots(text: string): Spot[] {
    this.found = [];
    scan(text, this);
    return this.found.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  han(p: number, start: number, end: number): void {
    this.add(this.ones.get(p), start, end);
  }

  pair(p: number, q: number, start: number, end: number): void {
    this.add(this.twos.get(p)?.get(q), start, end);
  }

  word(text: string, start: number, end: number): void {
    this.add(this.words.get(text), start, end);
  }

  private add(term: number | undefined, start: number, end: number): void {
    if (term !== undefined) this.found.push({ start, end, term });
  }

  /** Whether a token of the run begins like a word that is looked for. Tokens begin where the run does, after a joint, and between letters
      and digits. */
  reads(text: string, start: number, end: number): boolean {
    if (this.words.size === 0) return false;
    for (let i = start, before = 0; i < end; i++) {
      const p = foldPoint(text.charCodeAt(i));
      if (this.firsts[ascii(p)] === 1 && (i === start || isJoiner(before) || isDigit(p) !== isDigit(before))) return true;
      before = p;
    }
    return false;
  }

  /** The first spot of the stretch, of a length, that weighs most: each word counts once. */
  best(spots: readonly Spot[], length: number): number {
    let [best, most] = [0, 0];
    const seenIn = new Int32Array(this.weights.length).fill(-1); // by word
    for (let i = 0; i < spots.length; i++) {
      let sum = 0;
      for (let j = i; j < spots.length && spots[j]!.end <= spots[i]!.start + length; j++) {
        const { term } = spots[j]!;
        if (seenIn[term] === i) continue;
        seenIn[term] = i;
        sum += this.weights[term]!;
      }
      sum = round(sum);
      if (sum > most) [best, most] = [i, sum];
    }
    return best;
  }
}

const ascii = (p: number): number => (p < 0x80 ? p : 0);

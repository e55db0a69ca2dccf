// Every term of the index has a number. Pairs of Han characters are numbered without being made into strings: while an index is built
// there are millions of them.
import { UNIGRAM, WORD, type Kind } from './tokens.ts';

const SPAN = 0x8000; // characters that can be numbered; with more of them pairs go by string

export class Vocabulary {
  private common = new Int32Array(0x10000); // code point → number of the character + 1
  private rare = new Map<number, number>(); // the same beyond U+FFFF
  private characters = 0;
  private unigrams: number[] = []; // number of the character → term
  private pairs = new Map<number, number>();
  private strings = new Map<string, number>(); // words, keys, and pairs beyond SPAN
  private size = 0;

  han(p: number): number {
    const n = this.character(p);
    return (this.unigrams[n] ??= this.size++);
  }

  pair(p: number, q: number): number {
    const a = this.character(p);
    const b = this.character(q);
    if (a >= SPAN || b >= SPAN) return this.word(String.fromCodePoint(p, q));
    const key = a * SPAN + b;
    let term = this.pairs.get(key);
    if (term === undefined) this.pairs.set(key, (term = this.size++));
    return term;
  }

  word(text: string): number {
    let term = this.strings.get(text);
    if (term === undefined) this.strings.set(text, (term = this.size++));
    return term;
  }

  /** The number of a term that a query asks for, -1 if no document ever had it. */
  find(text: string, kind: Kind): number {
    const word = () => this.strings.get(text) ?? -1;
    if (kind === WORD) return word();
    const [first, second] = [...text];
    const a = this.known(first!.codePointAt(0)!);
    if (a < 0 || kind === UNIGRAM) return this.unigrams[a] ?? -1;
    const b = this.known(second!.codePointAt(0)!);
    if (b < 0) return -1;
    return a >= SPAN || b >= SPAN ? word() : (this.pairs.get(a * SPAN + b) ?? -1);
  }

  words(): Iterable<[string, number]> {
    return this.strings;
  }

  private character(p: number): number {
    const known = this.known(p);
    if (known >= 0) return known;
    const n = this.characters++;
    if (p < 0x10000) this.common[p] = n + 1;
    else this.rare.set(p, n);
    return n;
  }

  private known(p: number): number {
    return p < 0x10000 ? this.common[p]! - 1 : (this.rare.get(p) ?? -1);
  }
}

// The terms of one kind in a file, with their postings, looked up where they lie (kb/segment/dictionary.go says how).
import { Bytes, textOf } from './bytes.ts';

const BLOCK = 32;
const encoder = new TextEncoder();

/** One term: how many documents have it, and where its postings lie. */
export interface Entry {
  count: number;
  from: number;
  to: number;
}

export class Dictionary {
  private readonly bytes: Uint8Array;
  private readonly count: number;
  private readonly blocks: number;
  /** Where each block begins, in the three parts. */
  private readonly terms: Uint32Array;
  private readonly counts: Uint32Array;
  private readonly lists: Uint32Array;
  /** The terms that were read so far, by length, and of how many blocks they are. */
  private readonly lengths: string[][] = [];
  private read = 0;
  private readonly term = new Uint8Array(1024); // the one that is being looked at

  constructor(section: Bytes) {
    this.bytes = section.all;
    this.count = section.number();
    this.blocks = Math.ceil(this.count / BLOCK);
    const parts = [0, 1, 2].map(() => new Uint32Array(this.blocks + 1));
    [this.terms, this.counts, this.lists] = parts as [Uint32Array, Uint32Array, Uint32Array];
    for (let b = 0; b < this.blocks; b++) for (const part of parts) part[b + 1] = part[b]! + section.number();
    let base = section.at;
    for (const part of parts) {
      const length = part[this.blocks]!;
      for (let b = 0; b <= this.blocks; b++) part[b]! += base;
      base += length;
    }
    if (base !== section.end) throw new RangeError('a dictionary of another length');
  }

  find(text: string): Entry | null {
    const wanted = encoder.encode(text);
    if (wanted.length > 255 || this.blocks === 0) return null;
    const b = this.blockOf(wanted);
    const place = this.placeIn(b, wanted);
    return place < 0 ? null : this.entry(b, place);
  }

  /** Where in a block a term stands, -1: it does not. A term is looked at only where it goes on from what it shares with the one before. */
  private placeIn(b: number, wanted: Uint8Array): number {
    const { bytes } = this;
    const inBlock = Math.min(BLOCK, this.count - b * BLOCK);
    let at = this.terms[b]!;
    let same = 0; // how much of the wanted one the term before begins with
    for (let i = 0; i < inBlock; i++) {
      let shared = 0;
      let own = 15;
      if (i > 0) {
        const both = bytes[at++]!;
        shared = both >> 4;
        own = both & 15;
        if (shared === 15) {
          shared += short(bytes, at);
          at += width(bytes, at);
        }
      }
      if (own === 15) {
        own = short(bytes, at) + (i > 0 ? 15 : 0);
        at += width(bytes, at);
      }
      const end = at + own;
      if (shared < same) return -1; // it left the wanted one behind
      if (shared === same) {
        while (at < end && same < wanted.length && bytes[at] === wanted[same]) {
          at++;
          same++;
        }
        if (same === wanted.length) return at === end ? i : -1;
        if (at < end && bytes[at]! > wanted[same]!) return -1;
      }
      at = end;
    }
    return -1;
  }

  private entry(b: number, place: number): Entry {
    const { bytes } = this;
    let at = this.counts[b]!;
    let from = this.lists[b]!;
    for (let i = 0; ; i++) {
      const count = short(bytes, at);
      at += width(bytes, at);
      const size = short(bytes, at);
      at += width(bytes, at);
      if (i === place) return { count, from, to: from + size };
      from += size;
    }
  }

  /** Visits the terms that begin with a prefix, in their order. */
  prefixed(prefix: string, see: (text: string, entry: Entry) => void): void {
    const wanted = encoder.encode(prefix);
    this.walk(this.blockOf(wanted), (length, entry) => {
      const order = this.compare(Math.min(length, wanted.length), wanted);
      if (order === 0) see(textOf(this.term, 0, length), entry());
      return order <= 0;
    });
  }

  /** The terms that may be one edit away from a word: all that are, and some others. All terms are kept by length for it: going through
      them where they lie takes tens of milliseconds. */
  near(word: string): string[] {
    this.prepare(this.blocks);
    const found: string[] = [];
    for (let length = word.length - 1; length <= word.length + 1; length++) {
      for (const text of this.lengths[length] ?? []) if (resembles(text, word)) found.push(text);
    }
    return found;
  }

  /** Reads the terms of so many more blocks; whether there are still others. */
  prepare(blocks: number): boolean {
    let left = this.read < this.blocks ? blocks * BLOCK : 0;
    if (left > 0) {
      this.walk(this.read, (length) => {
        const text = textOf(this.term, 0, length);
        (this.lengths[text.length] ??= []).push(text);
        return --left > 0;
      });
      this.read += blocks;
    }
    return this.read < this.blocks;
  }

  /** The term being looked at, of a length, before (-1), at (0) or after (1) a wanted one. */
  private compare(length: number, wanted: Uint8Array): number {
    const { term } = this;
    for (let i = 0; i < length && i < wanted.length; i++) {
      if (term[i] !== wanted[i]) return term[i]! < wanted[i]! ? -1 : 1;
    }
    return Math.sign(length - wanted.length);
  }

  /** Goes through the terms from a block on, while `see` says true. entry() tells of the one it is at. */
  private walk(from: number, see: (length: number, entry: () => Entry) => boolean): void {
    const { bytes, term } = this;
    for (let b = from; b < this.blocks; b++) {
      const counts = new Bytes(bytes, this.counts[b]!);
      let [list, told, count, size] = [this.lists[b]!, 0, 0, 0];
      let at = this.terms[b]!;
      let length = 0;
      const inBlock = Math.min(BLOCK, this.count - b * BLOCK);
      let i = 0;
      const entry = (): Entry => {
        for (; told <= i; told++) {
          list += size;
          count = counts.number();
          size = counts.number();
        }
        return { count, from: list, to: list + size };
      };
      for (; i < inBlock; i++) {
        let shared = 0;
        let own: number;
        if (i === 0) {
          [own, at] = varint(bytes, at);
        } else {
          const both = bytes[at++]!;
          shared = both >> 4;
          own = both & 15;
          if (shared === 15) {
            const [more, next] = varint(bytes, at);
            [shared, at] = [shared + more, next];
          }
          if (own === 15) {
            const [more, next] = varint(bytes, at);
            [own, at] = [own + more, next];
          }
        }
        for (let k = 0; k < own; k++) term[shared + k] = bytes[at + k]!;
        at += own;
        length = shared + own;
        if (!see(length, entry)) return;
      }
    }
  }

  /** The last block whose first term is not behind the wanted one. */
  private blockOf(wanted: Uint8Array): number {
    let low = 0;
    let high = this.blocks - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const [length, at] = varint(this.bytes, this.terms[middle]!);
      this.term.set(this.bytes.subarray(at, at + length));
      if (this.compare(length, wanted) <= 0) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}

/** What is other in the middle of two words is as small as one edit makes it. */
function resembles(a: string, b: string): boolean {
  const most = Math.min(a.length, b.length);
  let before = 0;
  while (before < most && a.charCodeAt(before) === b.charCodeAt(before)) before++;
  let after = 0;
  while (after < most - before && a.charCodeAt(a.length - 1 - after) === b.charCodeAt(b.length - 1 - after)) after++;
  return Math.max(a.length, b.length) - before - after <= 2; // two neighbours swapped
}

/** The number that stands there, and how many bytes it takes. */
function short(bytes: Uint8Array, at: number): number {
  let byte = bytes[at]!;
  let value = byte & 0x7f;
  for (let shift = 7; byte >= 0x80; shift += 7) {
    byte = bytes[++at]!;
    value |= (byte & 0x7f) << shift;
  }
  return value;
}

function width(bytes: Uint8Array, at: number): number {
  let n = 1;
  while (bytes[at++]! >= 0x80) n++;
  return n;
}

function varint(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}

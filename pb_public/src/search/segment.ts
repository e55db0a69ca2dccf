// A file of the index as the server made it (kb/segment/segment.go), read where it lies: opening it builds nothing but a few tables.
//
// Which of its documents count is for this tablet to say (keep): those it holds in exactly the version the file was made from. What a file
// names as gone needs no reading here, because what is gone is not held.
import { Bytes } from './bytes.ts';
import { Dictionary, type Entry } from './dictionary.ts';
import { field, KEY_FIELD, WHOLE } from './doc.ts';
import { Postings } from './postings.ts';
import type { Card, Shard } from './shard.ts';
import { BIGRAM, UNIGRAM, WORD, type Kind } from './tokens.ts';

/** Files of another format, or of another analysis than this app's (search.Analysis), are left alone. */
export const FORMAT = 1;
export const ANALYSIS = 3;

const MAGIC = [0x4c, 0x54, 0x53, 0x47];
const FIELDS = ['a1', 'a2', 'ax', 't2', 'tx', 'c2', 'cx'];
const KINDS = [UNIGRAM, BIGRAM, WORD, KEY_FIELD];
const [UNIGRAMS, BIGRAMS, WORDS, KEYS] = [field(WHOLE, UNIGRAM), field(WHOLE, BIGRAM), field(WHOLE, WORD), KEY_FIELD];

/** Blocks of a dictionary read in one step of the preparation: two thousand terms. */
const READ_AHEAD = 64;

export class Segment implements Shard {
  readonly numbers: number;
  readonly ids: readonly string[];
  size: number;
  private readonly sums: Uint32Array;
  private readonly langs: string[];
  private readonly kinds: string[];
  private readonly cards: Uint32Array; // where each begins
  private readonly known: (Card | undefined)[] = [];
  private readonly names = new Map<string, string>(); // models and tags: the same few in many articles
  private readonly lengths: Uint32Array[];
  private readonly totals: number[];
  private readonly haves: number[];
  private readonly alive: Uint8Array;
  private readonly counted = new Postings();
  private readonly dictionaries = new Map<string, Dictionary>();

  constructor(
    private readonly bytes: Uint8Array,
    readonly name = '',
  ) {
    const file = new Bytes(bytes);
    for (const byte of MAGIC) if (bytes[file.at++] !== byte) throw new RangeError('no file of the index');
    if (file.number() !== FORMAT || file.number() !== ANALYSIS) throw new RangeError('a file of another version');
    this.numbers = this.size = file.number();
    const numbers = Array.from({ length: this.numbers }, (_, n) => n);
    const records = file.section();
    this.ids = records.texts();
    const view = new DataView(bytes.buffer, bytes.byteOffset + records.at, 4 * this.numbers);
    this.sums = Uint32Array.from(numbers, (n) => view.getUint32(4 * n, true));
    records.at += 4 * this.numbers;
    const column = () => {
      const values = records.texts();
      return numbers.map(() => values[records.number()]!);
    };
    this.langs = column();
    this.kinds = column();
    const cards = file.section();
    this.cards = Uint32Array.from(numbers, () => cards.section().at);
    const lengths = file.section();
    this.lengths = FIELDS.map(() => Uint32Array.from(numbers, () => lengths.number()));
    file.section(); // what is gone
    for (const kind of KINDS) this.dictionaries.set(kind, new Dictionary(file.section()));
    this.alive = new Uint8Array(this.numbers).fill(1);
    this.totals = this.lengths.map((column) => column.reduce((a, b) => a + b, 0));
    this.haves = this.lengths.map((column) => column.reduce((n, length) => n + Math.min(length, 1), 0));
  }

  /** Says which documents count. */
  keep(counts: (id: string, sum: number) => boolean): void {
    this.size = 0;
    this.totals.fill(0);
    this.haves.fill(0);
    for (let n = 0; n < this.numbers; n++) {
      this.alive[n] = counts(this.ids[n]!, this.sums[n]!) ? 1 : 0;
      if (!this.alive[n]) continue;
      this.size++;
      for (let f = 0; f < FIELDS.length; f++) {
        const length = this.lengths[f]![n]!;
        this.totals[f]! += length;
        this.haves[f]! += Math.min(length, 1);
      }
    }
  }

  card(number: number): Card {
    return (this.known[number] ??= this.readCard(number));
  }

  private readCard(number: number): Card {
    const card = new Bytes(this.bytes, this.cards[number]!);
    const [slug, title] = [card.text(), card.text()];
    const named = () => card.texts().map((name) => this.names.get(name) ?? (this.names.set(name, name), name));
    return { id: this.ids[number]!, lang: this.langs[number]!, kind: this.kinds[number]!, slug, title, models: named(), tags: named() };
  }

  total(name: string): number {
    return this.totals[FIELDS.indexOf(name)] ?? 0;
  }

  having(name: string): number {
    return this.haves[FIELDS.indexOf(name)] ?? 0;
  }

  length(name: string, number: number): number {
    return this.lengths[FIELDS.indexOf(name)]?.[number] ?? 0;
  }

  df(name: string, text: string): number {
    const entry = this.dictionary(name).find(text);
    return entry ? this.count(entry) : 0;
  }

  /** Documents that count: without looking at the postings if all do. */
  private count(entry: Entry): number {
    if (this.size === this.numbers) return entry.count;
    this.decode(entry, this.counted);
    return this.counted.n;
  }

  postings(kind: Kind | typeof KEY_FIELD, text: string, into: Postings): void {
    const entry = this.dictionaries.get(kind)!.find(text);
    if (entry) this.decode(entry, into);
    else into.clear(0);
  }

  /** The innermost loop of a search. Of what counts only. */
  private decode({ count, from, to }: Entry, into: Postings): void {
    into.clear(count);
    const { bytes, alive } = this;
    const { numbers, whole, title, card } = into;
    let [number, at, n] = [0, from, 0];
    while (at < to) {
      let step = bytes[at++]!;
      if (step >= 0x80) {
        step &= 0x7f;
        for (let shift = 7; ; shift += 7) {
          const byte = bytes[at++]!;
          step |= (byte & 0x7f) << shift;
          if (byte < 0x80) break;
        }
      }
      number += step >> 2;
      numbers[n] = number;
      whole[n] = 1;
      title[n] = card[n] = 0;
      for (let column = step & 1 ? 0 : 1; column < (step & 2 ? 3 : 1); column++) {
        let byte = bytes[at++]!;
        let value = byte & 0x7f;
        for (let shift = 7; byte >= 0x80; shift += 7) {
          byte = bytes[at++]!;
          value |= (byte & 0x7f) << shift;
        }
        (column === 0 ? whole : column === 1 ? title : card)[n] = value;
      }
      n += alive[number]!;
    }
    into.n = n;
  }

  /** What the first search with a typing mistake would wait for. */
  prepare(): boolean {
    return this.dictionary(WORDS).prepare(READ_AHEAD);
  }

  *latinTerms(prefix: string): Iterable<string> {
    const found: string[] = [];
    this.dictionary(WORDS).prefixed(prefix, (text, entry) => void (this.count(entry) > 0 && found.push(text)));
    yield* found;
  }

  latinNear(word: string): string[] {
    return this.dictionary(WORDS)
      .near(word)
      .filter((text) => this.df(WORDS, text) > 0);
  }

  pairs(firsts: string[], seconds: string[]): string[] {
    const out: string[] = [];
    const wanted = new Set(seconds);
    for (const first of firsts) {
      if (!this.dictionary(UNIGRAMS).find(first)) continue;
      this.dictionary(BIGRAMS).prefixed(first, (text, entry) => {
        if (wanted.has(text.slice(first.length)) && this.count(entry) > 0) out.push(text);
      });
    }
    return out;
  }

  private dictionary(name: string): Dictionary {
    return this.dictionaries.get(name === KEYS ? KEYS : name[1]!)!;
  }
}

// A file of the index as the server made it (kb/segment/segment.go), read where it lies: opening it builds nothing but a few tables.
//
// Which of its documents count is for this tablet to say (keep): those it holds in exactly the version the file was made from. What a file
// names as gone needs no reading here, because what is gone is not held.
import { Bytes } from './bytes.ts';
import { Dictionary, type Entry } from './dictionary.ts';
import { CARD, field, KEY_FIELD, TITLE, WHOLE } from './doc.ts';
import type { Card, Shard } from './shard.ts';
import { BIGRAM, UNIGRAM, WORD } from './tokens.ts';

/** Files of another format, or of another analysis than this app's (search.Analysis), are left alone. */
export const FORMAT = 1;
export const ANALYSIS = 1;

const MAGIC = [0x4c, 0x54, 0x53, 0x47];
const FIELDS = ['a1', 'a2', 'ax', 't2', 'tx', 'c2', 'cx'];
const KINDS = [UNIGRAM, BIGRAM, WORD, KEY_FIELD];
const [UNIGRAMS, BIGRAMS, WORDS, KEYS] = [field(WHOLE, UNIGRAM), field(WHOLE, BIGRAM), field(WHOLE, WORD), KEY_FIELD];

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
  private readonly alive: Uint8Array;
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
  }

  /** Says which documents count. */
  keep(counts: (id: string, sum: number) => boolean): void {
    this.size = 0;
    this.totals.fill(0);
    for (let n = 0; n < this.numbers; n++) {
      this.alive[n] = counts(this.ids[n]!, this.sums[n]!) ? 1 : 0;
      if (!this.alive[n]) continue;
      this.size++;
      for (let f = 0; f < FIELDS.length; f++) this.totals[f]! += this.lengths[f]![n]!;
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
    let n = 0;
    this.decode(entry, (number) => (n += this.alive[number]!));
    return n;
  }

  postings(name: string, text: string, see: (number: number, tf: number) => void): void {
    const entry = this.dictionary(name).find(text);
    if (!entry) return;
    const { alive } = this;
    this.decode(entry, (number, whole, title, card) => {
      if (!alive[number]) return;
      const tf = name[0] === TITLE ? title : name[0] === CARD ? card : whole;
      if (tf > 0) see(number, tf);
    });
  }

  /** The innermost loop of a search. */
  private decode({ from, to }: Entry, see: (number: number, whole: number, title: number, card: number) => void): void {
    const { bytes } = this;
    let at = from;
    const next = (): number => {
      let byte = bytes[at++]!;
      if (byte < 0x80) return byte;
      let value = byte & 0x7f;
      for (let shift = 7; ; shift += 7) {
        byte = bytes[at++]!;
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80) return value;
      }
    };
    for (let number = 0; at < to;) {
      const step = next();
      number += step >> 2;
      const whole = step & 1 ? next() : 1;
      const more = (step & 2) !== 0;
      see(number, whole, more ? next() : 0, more ? next() : 0);
    }
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

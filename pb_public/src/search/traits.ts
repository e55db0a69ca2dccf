// What articles are counted, narrowed and compared by, as numbers: a search may find all of them, and counting texts takes longer than
// finding them.
import { FACETS, facetValues, type Facet } from './facets.ts';
import type { Card } from './shard.ts';

const LANG = FACETS.indexOf('lang');

/** A value of a facet. */
export interface Value {
  facet: number;
  text: string;
}

export class Traits {
  /** By the numbers the values have in rows. */
  readonly values: Value[] = [];
  private readonly places = FACETS.map(() => new Map<string, number>());
  private readonly rows: (readonly number[] | undefined)[] = []; // by document
  private readonly slugs = new Map<string, number>([['', 0]]);
  private readonly slugOf: number[] = [];

  constructor(private readonly card: (number: number) => Card) {}

  /** Makes sure of documents: what is asked about others is not known. */
  learn(numbers: readonly number[]): void {
    for (const number of numbers) if (!this.rows[number]) this.read(number);
  }

  /** All values of a document, of whichever facet. */
  row(number: number): readonly number[] {
    return this.rows[number]!;
  }

  /** The number of a value, -1 if no document has it. */
  find(facet: number, text: string): number {
    return this.places[facet]!.get(text) ?? -1;
  }

  /** Forgets the documents from a number on. */
  cut(from: number): void {
    this.rows.length = this.slugOf.length = Math.min(this.rows.length, from);
  }

  /** The documents that are the same article as another one of them in the language the reader prefers: 1 for each. A filter by language
      asks for the others too. */
  twins(hits: readonly number[], { prefer, lang }: { prefer?: string } & Partial<Record<Facet, string>>): Uint8Array | null {
    if (!prefer || lang) return null;
    const own = this.find(LANG, prefer);
    const preferred = new Uint8Array(this.slugs.size);
    const others: number[] = [];
    for (const number of hits) {
      if (!this.row(number).includes(own)) others.push(number);
      else preferred[this.slugOf[number]!] = 1;
    }
    const out = new Uint8Array(this.rows.length);
    preferred[0] = 0; // those without a slug have nothing in common
    for (const number of others) out[number] = preferred[this.slugOf[number]!]!;
    return out;
  }

  private read(number: number): void {
    const card = this.card(number);
    const row: number[] = [];
    facetValues(card).forEach((texts, facet) => {
      const places = this.places[facet]!;
      for (const text of texts) {
        let at = places.get(text);
        if (at === undefined) {
          places.set(text, (at = this.values.length));
          this.values.push({ facet, text });
        }
        row.push(at);
      }
    });
    let slug = this.slugs.get(card.slug);
    if (slug === undefined) this.slugs.set(card.slug, (slug = this.slugs.size));
    this.slugOf[number] = slug;
    this.rows[number] = row;
  }
}

// The part of the index that this tablet makes by itself: typed fields, postings in plain arrays, everything in memory. It holds what no
// file of the server's says (yet): articles that came since, drafts, and all of them before the first file came.
import { CARD, field, KEY_FIELD, keys, pieces, TITLE, WHOLE, type SearchDoc } from './doc.ts';
import { Counter } from './counter.ts';
import { oneEdit } from './identifier.ts';
import { plain } from './plain.ts';
import type { Postings } from './postings.ts';
import type { Card, Shard } from './shard.ts';
import { BIGRAM, scan, UNIGRAM, WORD, type Kind } from './tokens.ts';
import { Vocabulary } from './vocabulary.ts';

/** A posting is one number, so that lists stay small: document times TF_SPAN plus frequency. */
const TF_SPAN = 4096;

class Field {
  postings = new Map<number, number[]>(); // by term
  lengths: number[] = []; // by document
  total = 0;
  having = 0; // documents
  counter = new Counter();
}

export class Overlay implements Shard {
  private terms = new Vocabulary();
  private fields = new Map<string, Field>();
  private entries: (SearchDoc | null)[] = [];
  private places = new Map<string, number>();

  get size(): number {
    return this.places.size;
  }

  get numbers(): number {
    return this.entries.length;
  }

  card(number: number): Card {
    return this.entries[number]!;
  }

  put(doc: SearchDoc): void {
    this.drop(doc.id);
    const number = this.entries.length;
    const body = plain(doc.body);
    this.analyse(doc, body);
    for (const f of this.fields.values()) {
      const { postings, counter } = f;
      if (counter.total === 0) continue;
      f.total += counter.total;
      f.having++;
      f.lengths[number] = counter.total;
      counter.take((term, tf) => {
        const list = postings.get(term);
        const posting = number * TF_SPAN + Math.min(tf, TF_SPAN - 1);
        if (list) list.push(posting);
        else postings.set(term, [posting]);
      });
    }
    this.entries.push(doc);
    this.places.set(doc.id, number);
  }

  drop(id: string): void {
    const number = this.places.get(id);
    if (number === undefined) return;
    const doc = this.entries[number]!;
    this.analyse(doc, plain(doc.body));
    for (const f of this.fields.values()) {
      const { postings, counter } = f;
      f.total -= counter.total;
      if (counter.total > 0) f.having--;
      counter.take((term) => {
        const list = postings.get(term)!;
        list.splice(
          list.findIndex((p) => Math.floor(p / TF_SPAN) === number),
          1,
        );
        if (list.length === 0) postings.delete(term);
      });
    }
    this.entries[number] = null;
    this.places.delete(id);
  }

  df(name: string, text: string): number {
    return this.list(name, text).length;
  }

  total(name: string): number {
    return this.fields.get(name)?.total ?? 0;
  }

  having(name: string): number {
    return this.fields.get(name)?.having ?? 0;
  }

  length(name: string, number: number): number {
    return this.fields.get(name)?.lengths[number] ?? 0;
  }

  postings(kind: Kind | typeof KEY_FIELD, text: string, into: Postings): void {
    const whole = this.list(kind === KEY_FIELD ? KEY_FIELD : field(WHOLE, kind), text);
    into.clear(whole.length);
    if (kind === KEY_FIELD || kind === UNIGRAM) {
      for (const p of whole) into.add(Math.floor(p / TF_SPAN), p % TF_SPAN, 0, 0);
      return;
    }
    const title = this.list(field(TITLE, kind), text);
    const card = this.list(field(CARD, kind), text);
    let [t, c] = [0, 0]; // all three lists are in the order of the documents
    for (const p of whole) {
      const number = Math.floor(p / TF_SPAN);
      const inTitle = Math.floor((title[t] ?? 0) / TF_SPAN) === number && t < title.length;
      const onCard = Math.floor((card[c] ?? 0) / TF_SPAN) === number && c < card.length;
      into.add(number, p % TF_SPAN, inTitle ? title[t++]! % TF_SPAN : 0, onCard ? card[c++]! % TF_SPAN : 0);
    }
  }

  *latinTerms(prefix: string): Iterable<string> {
    const { postings } = this.field(field(WHOLE, WORD));
    for (const [text, term] of this.terms.words()) if (text.startsWith(prefix) && postings.has(term)) yield text;
  }

  *latinNear(word: string): Iterable<string> {
    for (const text of this.latinTerms('')) if (oneEdit(word, text)) yield text;
  }

  pairs(firsts: string[], seconds: string[]): string[] {
    const { postings } = this.field(field(WHOLE, BIGRAM));
    const there = (c: string) => this.df(field(WHOLE, UNIGRAM), c) > 0;
    const out: string[] = [];
    const after = seconds.filter(there);
    for (const a of firsts.filter(there)) for (const b of after) if (postings.has(this.terms.find(a + b, BIGRAM))) out.push(a + b);
    return out;
  }

  private list(name: string, text: string): readonly number[] {
    const kind = name === KEY_FIELD ? WORD : (name[1] as Kind);
    return this.fields.get(name)?.postings.get(this.terms.find(text, kind)) ?? [];
  }

  private field(name: string): Field {
    let f = this.fields.get(name);
    if (!f) this.fields.set(name, (f = new Field()));
    return f;
  }

  /** Counts a document's terms into the fields' counters. */
  private analyse(doc: SearchDoc, body: string): void {
    const { terms } = this;
    const keyed = this.field(KEY_FIELD).counter;
    for (const k of keys(doc)) keyed.add(terms.word(k));
    const unigrams = this.field(field(WHOLE, UNIGRAM)).counter;
    const pairs = this.field(field(WHOLE, BIGRAM)).counter;
    const words = this.field(field(WHOLE, WORD)).counter;
    for (const [text, also] of pieces(doc, body)) {
      const alsoPairs = also ? this.field(field(also, BIGRAM)).counter : null;
      const alsoWords = also ? this.field(field(also, WORD)).counter : null;
      scan(text, {
        han: (p) => unigrams.add(terms.han(p)),
        pair: (p, q) => {
          const term = terms.pair(p, q);
          pairs.add(term);
          alsoPairs?.add(term);
        },
        word: (w) => {
          const term = terms.word(w);
          words.add(term);
          alsoWords?.add(term);
        },
      });
    }
  }
}

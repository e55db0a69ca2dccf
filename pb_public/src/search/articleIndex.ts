// The tablet's index: typed fields, postings in plain arrays, everything in memory and rebuilt when the app starts. It ranks as
// kb/search does on the server, proved on kb/search/testdata/golden.json.
import type { ArticleKind, Lang } from '../domain/records.ts';
import { CARD, field, KEY_FIELD, keys, pieces, snippetText, TITLE, WHOLE, type SearchDoc, type Stream } from './doc.ts';
import { Counter } from './counter.ts';
import { facetValues, Sieve, twinsOf, type FacetCounts, type FacetValues, type Filters } from './facets.ts';
import { plain } from './plain.ts';
import { makePlan, type Lexicon, type Plan, type Sound } from './query.ts';
import { idf, RANK, round, tfPart } from './rank.ts';
import { marksOf, snippet } from './snippet.ts';
import { BIGRAM, scan, UNIGRAM, WORD, type Kind } from './tokens.ts';
import { Vocabulary } from './vocabulary.ts';

export interface Query extends Filters {
  text: string;
  /** Of an article found in several languages only this one is listed, unless `lang` filters. */
  prefer?: string;
  /** 10 unless told, at most 100. */
  limit?: number;
}

export interface Hit {
  id: string;
  slug: string;
  lang: Lang;
  kind: ArticleKind;
  title: string;
  /** Escaped HTML with <mark>. */
  snippet: string;
  score: number;
}

/** total and facets count every hit, not only the listed ones; a facet leaves its own filter aside. */
export interface Result {
  total: number;
  facets: FacetCounts;
  hits: Hit[];
}

/** A posting is one number, so that lists stay small: document times TF_SPAN plus frequency. */
const TF_SPAN = 4096;

class Field {
  postings = new Map<number, number[]>(); // by term
  lengths: number[] = []; // by document
  total = 0;
  counter = new Counter();
}

interface Entry {
  doc: SearchDoc;
  text: string;
  facets: FacetValues;
}

const STREAMS: [Stream, number][] = [
  [WHOLE, 1],
  [TITLE, RANK.title],
  [CARD, RANK.card],
];

export class ArticleIndex implements Lexicon {
  private terms = new Vocabulary();
  private fields = new Map<string, Field>();
  private entries: (Entry | null)[] = [];
  private numbers = new Map<string, number>();
  private sums = new Float64Array(0);
  private marks = new Uint8Array(0); // 0 untouched, 1 has a term, 2 is a hit

  get size(): number {
    return this.numbers.size;
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
      f.lengths[number] = counter.total;
      counter.take((term, tf) => {
        const list = postings.get(term);
        const posting = number * TF_SPAN + Math.min(tf, TF_SPAN - 1);
        if (list) list.push(posting);
        else postings.set(term, [posting]);
      });
    }
    this.entries.push({ doc, text: snippetText(doc, body), facets: facetValues(doc) });
    this.numbers.set(doc.id, number);
  }

  drop(id: string): void {
    const number = this.numbers.get(id);
    if (number === undefined) return;
    const { doc } = this.entries[number]!;
    this.analyse(doc, plain(doc.body));
    for (const f of this.fields.values()) {
      const { postings, counter } = f;
      f.total -= counter.total;
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
    this.numbers.delete(id);
  }

  df(name: string, text: string): number {
    return this.postings(name, text).length;
  }

  *latinTerms(prefix: string): Iterable<string> {
    const { postings } = this.field(field(WHOLE, WORD));
    for (const [text, term] of this.terms.words()) if (text.startsWith(prefix) && postings.has(term)) yield text;
  }

  pairs(firsts: string[], seconds: string[]): string[] {
    const { postings } = this.field(field(WHOLE, BIGRAM));
    const there = (c: string) => this.df(field(WHOLE, UNIGRAM), c) > 0;
    const out: string[] = [];
    const after = seconds.filter(there);
    for (const a of firsts.filter(there)) for (const b of after) if (postings.has(this.terms.find(a + b, BIGRAM))) out.push(a + b);
    return out.sort();
  }

  search(q: Query): Result {
    const plan = makePlan(this, q.text);
    const { touched, rarity, sounds } = this.score(plan);
    const result: Result = { total: 0, facets: {}, hits: [] };
    const sieve = new Sieve(q);
    const limit = Math.min(q.limit && q.limit > 0 ? q.limit : 10, 100);
    const best: { doc: SearchDoc; text: string; score: number }[] = [];
    const hits = touched.filter((number) => this.marks[number] === 2);
    const twins = twinsOf(hits, q, (number) => this.entries[number]!.doc);
    for (const number of hits) {
      const { doc, text, facets } = this.entries[number]!;
      if (!sieve.take(facets, twins.has(number))) continue;
      result.total++;
      const score = round(this.sums[number]!);
      const before = (i: number) => best[i]!.score > score || (best[i]!.score === score && best[i]!.doc.id < doc.id);
      let at = best.length;
      while (at > 0 && !before(at - 1)) at--;
      if (at < limit) {
        best.splice(at, 0, { doc, text, score });
        if (best.length > limit) best.pop();
      }
    }
    result.facets = sieve.facets;
    const marks = marksOf(plan, rarity, sounds);
    result.hits = best.map(({ doc, text, score }) => ({
      id: doc.id,
      slug: doc.slug,
      lang: doc.lang as Lang,
      kind: doc.kind as ArticleKind,
      title: doc.title,
      snippet: snippet(marks, text),
      score,
    }));
    return result;
  }

  /** Terms one after the other, in the plan's order: the server adds up in the same order. */
  private score(plan: Plan): { touched: number[]; rarity: number[]; sounds: number[] } {
    if (this.sums.length < this.entries.length) {
      this.sums = new Float64Array(this.entries.length * 2);
      this.marks = new Uint8Array(this.entries.length * 2);
    }
    const { sums, marks } = this;
    sums.fill(0);
    marks.fill(0);
    const touched: number[] = [];
    const touch = (number: number, mark: number) => {
      if (marks[number] === 0) touched.push(number);
      if (marks[number]! < mark) marks[number] = mark;
    };
    const rarity = plan.terms.map((t) => {
      const df = this.df(field(WHOLE, t.kind), t.text);
      if (df === 0) return 0;
      const rare = idf(this.size, df);
      for (const [stream, weight] of STREAMS) {
        if (stream !== WHOLE && t.kind === UNIGRAM) continue;
        const name = field(stream, t.kind);
        const { lengths, total } = this.field(name);
        const average = total / this.size;
        const factor = t.weight * weight * rare;
        for (const p of this.postings(name, t.text)) {
          const number = Math.floor(p / TF_SPAN);
          touch(number, t.strong ? 2 : 1);
          sums[number]! += factor * tfPart(p % TF_SPAN, lengths[number]!, average);
        }
      }
      return rare;
    });
    const sounds = plan.sounds.map((s) => this.scoreSound(s, touch));
    for (const k of plan.names) {
      const list = this.postings(k.field, k.text);
      const factor = k.weight * idf(this.size, list.length);
      for (const p of list) {
        const number = Math.floor(p / TF_SPAN);
        touch(number, 2);
        sums[number]! += factor;
      }
    }
    return { touched, rarity, sounds };
  }

  /** All pairs that sound alike count as one term. */
  private scoreSound(s: Sound, touch: (number: number, mark: number) => void): number {
    const name = field(WHOLE, BIGRAM);
    const tfs = new Map<number, number>();
    for (const text of s.texts) {
      for (const p of this.postings(name, text)) {
        const number = Math.floor(p / TF_SPAN);
        tfs.set(number, (tfs.get(number) ?? 0) + (p % TF_SPAN));
      }
    }
    const rare = idf(this.size, tfs.size);
    const { lengths, total } = this.field(name);
    const average = total / this.size;
    for (const [number, tf] of tfs) {
      touch(number, 2);
      this.sums[number]! += s.weight * rare * tfPart(tf, lengths[number]!, average);
    }
    return rare;
  }

  private postings(name: string, text: string): readonly number[] {
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

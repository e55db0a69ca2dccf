// The tablet's index: files of the server's (segment.ts) and what this tablet analysed by itself (overlay.ts), ranked as one. It ranks as
// kb/search does on the server, proved on kb/search/testdata/golden.json and kb/segment/testdata/life.json.
import { field, TITLE, CARD, WHOLE, type Stream } from './doc.ts';
import { facetValues, Sieve, twinsOf, type FacetCounts, type FacetValues, type Filters } from './facets.ts';
import { Overlay } from './overlay.ts';
import { NO_WORDS, type OwnWords } from './own.ts';
import { makePlan, type Lexicon, type Plan, type Sound } from './query.ts';
import { idf, RANK, round, tfPart } from './rank.ts';
import type { Segment } from './segment.ts';
import type { Card, Shard } from './shard.ts';
import { marksOf, type Marks } from './snippet.ts';
import { BIGRAM, UNIGRAM } from './tokens.ts';

export interface Query extends Filters {
  text: string;
  /** Of an article found in several languages only this one is listed, unless `lang` filters. */
  prefer?: string;
  /** 10 unless told, at most 100. */
  limit?: number;
}

/** The best of what was found. total and facets count every hit, not only the listed ones; a facet leaves its own filter aside. */
export interface Ranking {
  total: number;
  facets: FacetCounts;
  best: { card: Card; score: number }[];
  /** What to mark in their texts. */
  marks: Marks;
}

const STREAMS: [Stream, number][] = [
  [WHOLE, 1],
  [TITLE, RANK.title],
  [CARD, RANK.card],
];

/** How many documents have a term is asked many times for a query, and the same terms again while it is typed. */
const MAX_KNOWN = 50_000;

const TOUCHED = 1;
const HIT = 2;

export class ArticleIndex implements Lexicon {
  readonly own: Overlay;
  private readonly shards: Shard[];
  private readonly first: number[]; // number of each shard's first document among all
  /** The trainers'. */
  words: OwnWords = NO_WORDS;
  private sums = new Float64Array(0);
  private marks = new Uint8Array(0);
  private counted = new Map<string, number>();
  private narrowed: FacetValues[] = [];

  constructor(files: readonly Segment[] = [], own = new Overlay()) {
    this.own = own;
    this.shards = [...files, own]; // the one that grows comes last
    this.first = this.shards.map((_, i) => files.slice(0, i).reduce((n, f) => n + f.numbers, 0));
  }

  /** To be told when documents came or went. */
  changed(): void {
    this.counted.clear();
    this.narrowed.length = Math.min(this.narrowed.length, this.first.at(-1)!); // numbers in files stay what they are
  }

  get size(): number {
    return this.shards.reduce((n, s) => n + s.size, 0);
  }

  df(name: string, text: string): number {
    const key = name + text;
    let n = this.counted.get(key);
    if (n === undefined) {
      n = 0;
      for (const shard of this.shards) n += shard.df(name, text);
      if (this.counted.size < MAX_KNOWN) this.counted.set(key, n);
    }
    return n;
  }

  latinTerms(prefix: string): Iterable<string> {
    return new Set(this.shards.flatMap((s) => [...s.latinTerms(prefix)]));
  }

  latinNear(word: string): Iterable<string> {
    return new Set(this.shards.flatMap((s) => [...s.latinNear(word)]));
  }

  pairs(firsts: string[], seconds: string[]): string[] {
    return [...new Set(this.shards.flatMap((s) => s.pairs(firsts, seconds)))].sort();
  }

  rank(q: Query): Ranking {
    const plan = makePlan(this, q.text);
    const { touched, rarity, sounds } = this.score(plan);
    const sieve = new Sieve(q);
    const limit = Math.min(q.limit && q.limit > 0 ? q.limit : 10, 100);
    const best: Ranking['best'] = [];
    const hits = touched.filter((number) => this.marks[number] === HIT);
    const twins = twinsOf(hits, q, (number) => this.card(number));
    let total = 0;
    for (const number of hits) {
      if (!sieve.take(this.facets(number), twins.has(number))) continue;
      total++;
      const score = round(this.sums[number]!);
      if (best.length === limit && score < best[limit - 1]!.score) continue;
      const card = this.card(number);
      const before = (i: number) => best[i]!.score > score || (best[i]!.score === score && best[i]!.card.id < card.id);
      let at = best.length;
      while (at > 0 && !before(at - 1)) at--;
      if (at < limit) {
        best.splice(at, 0, { card, score });
        if (best.length > limit) best.pop();
      }
    }
    return { total, facets: sieve.facets, best, marks: marksOf(plan, rarity, sounds) };
  }

  private card(number: number): Card {
    let i = this.shards.length - 1;
    while (number < this.first[i]!) i--;
    return this.shards[i]!.card(number - this.first[i]!);
  }

  private facets(number: number): FacetValues {
    return (this.narrowed[number] ??= facetValues(this.card(number)));
  }

  /** Terms one after the other, in the plan's order: the server adds up in the same order. */
  private score(plan: Plan): { touched: number[]; rarity: number[]; sounds: number[] } {
    const numbers = this.first.at(-1)! + this.own.numbers;
    if (this.sums.length < numbers) {
      this.sums = new Float64Array(numbers * 2);
      this.marks = new Uint8Array(numbers * 2);
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
      const mark = t.strong ? HIT : TOUCHED;
      for (const [stream, weight] of STREAMS) {
        if (stream !== WHOLE && t.kind === UNIGRAM) continue;
        const name = field(stream, t.kind);
        const average = this.average(name);
        const factor = t.weight * weight * rare;
        this.each(name, t.text, (number, tf, length) => {
          touch(number, mark);
          sums[number]! += factor * tfPart(tf, length, average);
        });
      }
      return rare;
    });
    const sounds = plan.sounds.map((s) => this.scoreSound(s, touch));
    for (const k of plan.names) {
      const factor = k.weight * idf(this.size, this.df(k.field, k.text));
      this.each(k.field, k.text, (number) => {
        touch(number, HIT);
        sums[number]! += factor;
      });
    }
    return { touched, rarity, sounds };
  }

  /** All pairs that sound alike count as one term. */
  private scoreSound(s: Sound, touch: (number: number, mark: number) => void): number {
    const name = field(WHOLE, BIGRAM);
    const places = new Map<number, { tf: number; length: number }>();
    for (const text of s.texts) {
      this.each(name, text, (number, tf, length) => {
        const place = places.get(number);
        if (place) place.tf += tf;
        else places.set(number, { tf, length });
      });
    }
    const rare = idf(this.size, places.size);
    const average = this.average(name);
    for (const [number, { tf, length }] of places) {
      touch(number, HIT);
      this.sums[number]! += s.weight * rare * tfPart(tf, length, average);
    }
    return rare;
  }

  private average(name: string): number {
    return this.shards.reduce((n, s) => n + s.total(name), 0) / this.size;
  }

  private each(name: string, text: string, see: (number: number, tf: number, length: number) => void): void {
    this.shards.forEach((shard, i) => {
      const first = this.first[i]!;
      shard.postings(name, text, (number, tf) => see(first + number, tf, shard.length(name, number)));
    });
  }
}

// The tablet's index: files of the server's (segment.ts) and what this tablet analysed by itself (overlay.ts), ranked as one. It ranks as
// kb/search does on the server, proved on kb/search/testdata/golden.json and kb/segment/testdata/life.json.
import { field, KEY_FIELD, TITLE, CARD, WHOLE } from './doc.ts';
import { Sieve } from './counts.ts';
import type { FacetCounts, Filters } from './facets.ts';
import type { Marks } from './marker.ts';
import { Overlay } from './overlay.ts';
import { NO_WORDS, type OwnWords } from './own.ts';
import { Postings } from './postings.ts';
import { makePlan, type Lexicon, type Plan, type Sound, type Term } from './query.ts';
import { idf, lengthPart, RANK, round, tfPart } from './rank.ts';
import type { Segment } from './segment.ts';
import type { Card, Shard } from './shard.ts';
import { marksOf } from './snippet.ts';
import { Traits } from './traits.ts';
import { BIGRAM, UNIGRAM, WORD } from './tokens.ts';

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

/** Documents read in one step of the preparation. */
const READ_AHEAD = 100;

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
  private readonly traits = new Traits((number) => this.card(number));
  private readonly found = new Postings();
  private readonly lengthParts = new Map<string, Float64Array>(); // by field

  constructor(files: readonly Segment[] = [], own = new Overlay()) {
    this.own = own;
    this.shards = [...files, own]; // the one that grows comes last
    this.first = this.shards.map((_, i) => files.slice(0, i).reduce((n, f) => n + f.numbers, 0));
  }

  /** To be told when documents came or went. */
  changed(): void {
    this.counted.clear();
    this.lengthParts.clear();
    this.traits.cut(this.first.at(-1)!); // numbers in files stay what they are
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
    const { rarity, sounds } = this.score(plan);
    const hits: number[] = [];
    for (let number = 0; number < this.numbers; number++) if (this.marks[number] === HIT) hits.push(number);
    this.traits.learn(hits);
    const twins = this.traits.twins(hits, q);
    const sieve = new Sieve(this.traits, q);
    const limit = Math.min(q.limit && q.limit > 0 ? q.limit : 10, 100);
    const best: Ranking['best'] = [];
    let total = 0;
    for (const number of hits) {
      if (!sieve.take(this.traits.row(number), twins?.[number] === 1)) continue;
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

  private get numbers(): number {
    return this.first.at(-1)! + this.own.numbers;
  }

  /** Reads what the first searches would wait for, some milliseconds of it with each step. */
  *prepare(): Generator<void> {
    for (const stream of [WHOLE, TITLE, CARD] as const) {
      for (const kind of [UNIGRAM, BIGRAM, WORD] as const) {
        if (stream === WHOLE || kind !== UNIGRAM) this.parts(field(stream, kind)); // characters count in the whole only
      }
      yield;
    }
    for (let number = 0; number < this.first.at(-1)!; number++) {
      this.traits.learn([number]);
      if (number % READ_AHEAD === READ_AHEAD - 1) yield;
    }
    for (const shard of this.shards) while (shard.prepare?.()) yield;
  }

  /** Terms one after the other, in the plan's order: the server adds up in the same order. */
  private score(plan: Plan): { rarity: number[]; sounds: number[] } {
    const { numbers } = this;
    if (this.sums.length < numbers) {
      this.sums = new Float64Array(numbers * 2);
      this.marks = new Uint8Array(numbers * 2);
    }
    this.sums.fill(0);
    this.marks.fill(0);
    const rarity = plan.terms.map((t) => {
      const df = this.df(field(WHOLE, t.kind), t.text);
      if (df === 0) return 0;
      const rare = idf(this.size, df);
      this.shards.forEach((_, i) => this.scoreTerm(t, rare, i));
      return rare;
    });
    const sounds = plan.sounds.map((s) => this.scoreSound(s));
    for (const k of plan.names) {
      const factor = k.weight * idf(this.size, this.df(k.field, k.text));
      this.shards.forEach((shard, s) => {
        shard.postings(k.field === KEY_FIELD ? KEY_FIELD : WORD, k.text, this.found);
        for (let i = 0; i < this.found.n; i++) {
          const number = this.first[s]! + this.found.numbers[i]!;
          this.marks[number] = HIT;
          this.sums[number]! += factor;
        }
      });
    }
    return { rarity, sounds };
  }

  private scoreTerm(t: Term, rare: number, s: number): void {
    this.shards[s]!.postings(t.kind, t.text, this.found);
    const { sums, marks } = this;
    const { n, numbers, whole, title, card } = this.found;
    const first = this.first[s]!;
    const mark = t.strong ? HIT : TOUCHED;
    const parts = this.parts(field(WHOLE, t.kind));
    const cards = t.kind !== UNIGRAM;
    const titleParts = cards ? this.parts(field(TITLE, t.kind)) : parts;
    const cardParts = cards ? this.parts(field(CARD, t.kind)) : parts;
    const factor = t.weight * 1 * rare;
    const titleFactor = t.weight * RANK.title * rare;
    const cardFactor = t.weight * RANK.card * rare;
    for (let i = 0; i < n; i++) {
      const number = first + numbers[i]!;
      if (marks[number]! < mark) marks[number] = mark;
      let sum = sums[number]! + factor * tfPart(whole[i]!, parts[number]!);
      if (cards && title[i]! > 0) sum += titleFactor * tfPart(title[i]!, titleParts[number]!);
      if (cards && card[i]! > 0) sum += cardFactor * tfPart(card[i]!, cardParts[number]!);
      sums[number] = sum;
    }
  }

  /** All pairs that sound alike count as one term. */
  private scoreSound(s: Sound): number {
    const places = new Map<number, number>(); // how often, by document
    for (const text of s.texts) {
      this.shards.forEach((shard, i) => {
        shard.postings(BIGRAM, text, this.found);
        const { n, numbers, whole } = this.found;
        for (let k = 0; k < n; k++) {
          const number = this.first[i]! + numbers[k]!;
          places.set(number, (places.get(number) ?? 0) + whole[k]!);
        }
      });
    }
    const rare = idf(this.size, places.size);
    const parts = this.parts(field(WHOLE, BIGRAM));
    for (const [number, tf] of places) {
      this.marks[number] = HIT;
      this.sums[number]! += s.weight * rare * tfPart(tf, parts[number]!);
    }
    return rare;
  }

  /** What the lengths of all documents in a field make of them, against the average of those that have the field: those of another language do not. */
  private parts(name: string): Float64Array {
    let parts = this.lengthParts.get(name);
    if (!parts) {
      const sum = (of: (s: Shard) => number) => this.shards.reduce((n, s) => n + of(s), 0);
      const average =
        sum((s) => s.total(name)) /
        Math.max(
          1,
          sum((s) => s.having(name)),
        );
      parts = new Float64Array(this.numbers);
      let at = 0;
      for (const shard of this.shards) for (let n = 0; n < shard.numbers; n++) parts[at++] = lengthPart(shard.length(name, n), average);
      this.lengthParts.set(name, parts);
    }
    return parts;
  }
}

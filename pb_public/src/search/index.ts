// The tablet's index: typed fields, postings in plain arrays, everything in memory and rebuilt when the app starts. It ranks as
// kb/search does on the server, proved on kb/search/testdata/golden.json.
import { CARD, eachField, field, KEY_FIELD, snippetText, TITLE, WHOLE, type SearchDoc, type Stream } from './doc.ts';
import { makePlan, type Lexicon, type Plan } from './query.ts';
import { CARD_WEIGHT, idf, KEY_WEIGHT, round, tfPart, TITLE_WEIGHT } from './rank.ts';
import { marksOf, snippet } from './snippet.ts';
import { UNIGRAM, WORD } from './tokens.ts';

export interface Query {
  text: string;
  lang?: string;
  kind?: string;
  /** 10 unless told, at most 100. */
  limit?: number;
}

export interface Hit {
  id: string;
  slug: string;
  lang: string;
  kind: string;
  title: string;
  /** Escaped HTML with <mark>. */
  snippet: string;
  score: number;
}

/** total and kinds count every hit, not only the listed ones; kinds leaves the filter by kind aside. */
export interface Result {
  total: number;
  kinds: Record<string, number>;
  hits: Hit[];
}

/** A posting is one number, so that lists stay small: document times TF_SPAN plus frequency. */
const TF_SPAN = 4096;

interface Field {
  postings: Map<string, number[]>;
  total: number;
}

interface Entry {
  doc: SearchDoc;
  text: string;
  lengths: Map<string, number>;
}

const STREAMS: [Stream, number][] = [
  [WHOLE, 1],
  [TITLE, TITLE_WEIGHT],
  [CARD, CARD_WEIGHT],
];
const KINDS = ['fault', 'howto', 'story', 'emergency', 'training'];

export class ArticleIndex implements Lexicon {
  private fields = new Map<string, Field>();
  private entries: (Entry | null)[] = [];
  private numbers = new Map<string, number>();

  get size(): number {
    return this.numbers.size;
  }

  ids(): IterableIterator<string> {
    return this.numbers.keys();
  }

  put(doc: SearchDoc): void {
    this.drop(doc.id);
    const number = this.entries.length;
    const entry: Entry = { doc, text: snippetText(doc), lengths: new Map() };
    for (const [name, counts] of analyse(entry)) {
      const f = this.field(name);
      let length = 0;
      for (const [token, tf] of counts) {
        length += tf;
        const list = f.postings.get(token);
        const posting = number * TF_SPAN + Math.min(tf, TF_SPAN - 1);
        if (list) list.push(posting);
        else f.postings.set(token, [posting]);
      }
      f.total += length;
      entry.lengths.set(name, length);
    }
    this.entries.push(entry);
    this.numbers.set(doc.id, number);
  }

  drop(id: string): void {
    const number = this.numbers.get(id);
    if (number === undefined) return;
    const entry = this.entries[number]!;
    for (const [name, counts] of analyse(entry)) {
      const f = this.field(name);
      for (const token of counts.keys()) {
        const list = f.postings.get(token)!;
        list.splice(
          list.findIndex((p) => Math.floor(p / TF_SPAN) === number),
          1,
        );
        if (list.length === 0) f.postings.delete(token);
      }
      f.total -= entry.lengths.get(name)!;
    }
    this.entries[number] = null;
    this.numbers.delete(id);
  }

  df(name: string, text: string): number {
    return this.fields.get(name)?.postings.get(text)?.length ?? 0;
  }

  *latinTerms(prefix: string): Iterable<string> {
    for (const t of this.field(field(WHOLE, WORD)).postings.keys()) if (t.startsWith(prefix)) yield t;
  }

  search(q: Query): Result {
    const plan = makePlan(this, q.text);
    const { sums, strong, rarity } = this.score(plan);
    const result: Result = { total: 0, kinds: {}, hits: [] };
    let found: number[] = [];
    for (const number of sums.keys()) {
      if (strong.has(number) && (!q.lang || this.entries[number]!.doc.lang === q.lang)) found.push(number);
    }
    for (const number of found) {
      const { kind } = this.entries[number]!.doc;
      if (KINDS.includes(kind)) result.kinds[kind] = (result.kinds[kind] ?? 0) + 1;
    }
    if (q.kind) found = found.filter((n) => this.entries[n]!.doc.kind === q.kind);
    result.total = found.length;
    const marks = marksOf(plan, rarity);
    result.hits = found
      .map((number) => ({ entry: this.entries[number]!, score: round(sums.get(number)!) }))
      .sort((a, b) => b.score - a.score || (a.entry.doc.id < b.entry.doc.id ? -1 : 1))
      .slice(0, Math.min(q.limit && q.limit > 0 ? q.limit : 10, 100))
      .map(({ entry: { doc, text }, score }) => ({
        id: doc.id,
        slug: doc.slug,
        lang: doc.lang,
        kind: doc.kind,
        title: doc.title,
        snippet: snippet(marks, text),
        score,
      }));
    return result;
  }

  /** Terms one after the other, in the plan's order: the server adds up in the same order. */
  private score(plan: Plan): { sums: Map<number, number>; strong: Set<number>; rarity: number[] } {
    const sums = new Map<number, number>();
    const strong = new Set<number>();
    const rarity = plan.terms.map((t) => {
      const df = this.df(field(WHOLE, t.kind), t.text);
      if (df === 0) return 0;
      const rare = idf(this.size, df);
      for (const [stream, weight] of STREAMS) {
        if (stream !== WHOLE && t.kind === UNIGRAM) continue;
        const name = field(stream, t.kind);
        const f = this.fields.get(name);
        const average = (f?.total ?? 0) / this.size;
        const factor = t.weight * weight * rare;
        for (const p of f?.postings.get(t.text) ?? []) {
          const number = Math.floor(p / TF_SPAN);
          const length = this.entries[number]!.lengths.get(name)!;
          sums.set(number, (sums.get(number) ?? 0) + factor * tfPart(p % TF_SPAN, length, average));
          if (t.strong) strong.add(number);
        }
      }
      return rare;
    });
    for (const k of plan.keys) {
      const list = this.fields.get(KEY_FIELD)?.postings.get(k) ?? [];
      const factor = KEY_WEIGHT * idf(this.size, list.length);
      for (const p of list) {
        const number = Math.floor(p / TF_SPAN);
        sums.set(number, (sums.get(number) ?? 0) + factor);
        strong.add(number);
      }
    }
    return { sums, strong, rarity };
  }

  private field(name: string): Field {
    let f = this.fields.get(name);
    if (!f) this.fields.set(name, (f = { postings: new Map(), total: 0 }));
    return f;
  }
}

/** Field → token → how often. */
function analyse(entry: Entry): Map<string, Map<string, number>> {
  const out = new Map<string, Map<string, number>>();
  eachField(entry.doc, entry.text, (name, token) => {
    let counts = out.get(name);
    if (!counts) out.set(name, (counts = new Map()));
    counts.set(token, (counts.get(token) ?? 0) + 1);
  });
  return out;
}

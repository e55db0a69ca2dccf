// Keeps the worker's index in step with what this tablet holds, without doing work twice. Of an article it holds in the very version a file
// of the server's was made from, the file speaks; every other one is analysed here. What it does not hold is not found, whatever files say.
import type { ArticleKind, Lang } from '../domain/records.ts';
import { absentIn, type Absent } from './absent.ts';
import { ArticleIndex, type Query } from './articleIndex.ts';
import { wordsOf, type Asked } from './asked.ts';
import { snippetText, type SearchDoc } from './doc.ts';
import type { FacetCounts } from './facets.ts';
import { namesIn, whyArticle, worthOf, type Fit, type LikeArticle } from './likeArticles.ts';
import { likeness, termsOf } from './likeness.ts';
import { Marker } from './marker.ts';
import { Overlay } from './overlay.ts';
import { NO_WORDS, type OwnWords } from './own.ts';
import { PlainTexts } from './plainTexts.ts';
import { known } from './query.ts';
import { idf, round } from './rank.ts';
import type { Segment } from './segment.ts';
import { snippet } from './snippet.ts';
import type { Kind } from './tokens.ts';

/** Looked at closely, and told, of what may fit a job. */
const LOOKED_AT = 12;
const MOST_LIKE = 3;

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

export interface Result {
  total: number;
  facets: FacetCounts;
  hits: Hit[];
  absent: Absent[];
}

/** The articles on this tablet with the sums of the server's versions; null: it reads otherwise here, because of unsent work. */
export type Held = ReadonlyMap<string, number | null>;

/** An article as it reads here. */
export interface Article {
  doc: SearchDoc;
  /** Held, but not looked for. */
  archived: boolean;
  /** Everybody's: sooner or later in a file. */
  published: boolean;
}

export type Read = (ids: string[]) => Promise<Article[]>;

interface Own extends Article {
  sum: number | null;
}

export class IndexHolder {
  private files: readonly Segment[] = [];
  private index = new ArticleIndex();
  private own = new Map<string, Own>();
  private held: Held = new Map();
  private readonly plain = new PlainTexts();

  constructor(private readonly read: Read = () => Promise.resolve([])) {}

  /** How many can be found. */
  get size(): number {
    return this.index.size;
  }

  /** How many of them a file might speak of and none does. */
  get ahead(): number {
    let n = 0;
    for (const { published, sum } of this.own.values()) if (published && sum !== null) n++;
    return n;
  }

  get names(): string[] {
    return this.files.map((f) => f.name);
  }

  /** The files, oldest first; hold() says what they are good for. */
  open(files: readonly Segment[]): void {
    this.files = files;
    for (const file of files) file.keep(() => false);
    this.index = new ArticleIndex(files, this.index.own);
  }

  /** What this tablet holds now. Returns the articles that have to be read and taken in. */
  hold(held: Held): string[] {
    this.held = held;
    const covered = new Set<string>();
    for (const file of [...this.files].reverse()) {
      file.keep((id, sum) => held.get(id) === sum && !covered.has(id) && covered.add(id) !== undefined);
    }
    this.forget([...this.own.keys()].filter((id) => !held.has(id) || covered.has(id)));
    this.index.changed();
    const unread: string[] = [];
    for (const [id, sum] of held) {
      if (!covered.has(id) && (sum === null || this.own.get(id)?.sum !== sum)) unread.push(id);
    }
    return unread;
  }

  /** Articles that no file speaks of, as they read now. */
  take(articles: Article[]): void {
    const { own } = this.index;
    for (const article of articles) {
      const { id } = article.doc;
      const before = this.own.get(id);
      this.own.set(id, { ...article, sum: this.held.get(id) ?? null });
      if (before && before.archived === article.archived && same(before.doc, article.doc)) continue;
      own.drop(id);
      if (!article.archived) own.put(article.doc);
    }
    this.index.changed();
  }

  private forget(ids: string[]): void {
    for (const id of ids) this.own.delete(id);
    if (ids.length > 50 && ids.length > this.own.size / 4) {
      const rest = new Overlay(); // faster than taking each out
      for (const { doc, archived } of this.own.values()) if (!archived) rest.put(doc);
      this.index = new ArticleIndex(this.files, rest);
      return;
    }
    for (const id of ids) this.index.own.drop(id);
  }

  /** words: of the trainers. */
  async search(query: Query, words: OwnWords = NO_WORDS): Promise<Result> {
    this.index.words = words;
    const { total, facets, best, marks } = this.index.rank(query);
    const articles = await this.texts(best.map(({ card }) => card.id));
    const marker = new Marker(marks);
    const hits: Hit[] = [];
    for (const { card, score } of best) {
      const doc = articles.get(card.id);
      if (!doc) continue; // withdrawn a moment ago
      const { id, slug, lang, kind, title } = doc;
      const text = snippet(marker, snippetText(doc, this.plain.of(id, doc.body)));
      hits.push({ id, slug, lang: lang as Lang, kind: kind as ArticleKind, title, snippet: text, score });
    }
    return { total: total - best.length + hits.length, facets, hits, absent: absentIn(this.index, query.text, words) };
  }

  /** Articles that fit a job, of each matter one, the best first; none where none fits well. */
  async like(asked: Asked, words: OwnWords = NO_WORDS): Promise<LikeArticle[]> {
    const text = wordsOf(asked);
    this.index.words = words;
    const { best, marks } = this.index.rank({ text, prefer: asked.prefer, limit: LOOKED_AT });
    const articles = await this.texts(best.map(({ card }) => card.id));
    const found: { article: LikeArticle; worth: number }[] = [];
    for (const { card, score } of best) {
      const doc = articles.get(card.id);
      if (!doc) continue;
      const { id, lang, kind, title, summary, symptoms, models, codes, tags } = doc;
      const head = termsOf([title, summary, ...symptoms, ...models, ...codes, ...tags].join('\n'));
      const body = termsOf(this.plain.of(id, doc.body));
      const fit: Fit = {
        whole: likeness(text, marks, (term) => head.has(term) || body.has(term)),
        head: likeness(text, marks, (term) => head.has(term)),
        score: score / idf(this.size, 1),
        codes: namesIn(text, codes),
        named: namesIn(text, models),
        models: models.filter((model) => asked.models.includes(model)),
      };
      const worth = round(worthOf(fit));
      if (worth > 0) found.push({ article: { id, lang: lang as Lang, kind: kind as ArticleKind, title, why: whyArticle(fit) }, worth });
    }
    found.sort((a, b) => b.worth - a.worth); // of equal worth as they were ranked
    return found.slice(0, MOST_LIKE).map(({ article }) => article);
  }

  /** Reads what the first searches would wait for, a little with each step. */
  prepare(): Iterator<void> {
    return this.index.prepare();
  }

  /** Whether a piece of text is in any article. */
  knows(kind: Kind, text: string): boolean {
    return known(this.index, kind, text) > 0;
  }

  private async texts(ids: string[]): Promise<Map<string, SearchDoc>> {
    const out = new Map<string, SearchDoc>();
    const unread: string[] = [];
    for (const id of ids) {
      const own = this.own.get(id);
      if (own) out.set(id, own.doc);
      else unread.push(id);
    }
    if (unread.length) for (const { doc } of await this.read(unread)) out.set(doc.id, doc);
    return out;
  }
}

const LISTS = ['symptoms', 'models', 'codes', 'tags'] as const;
const TEXTS = ['slug', 'lang', 'kind', 'title', 'summary', 'body'] as const;

function same(a: SearchDoc, b: SearchDoc): boolean {
  return TEXTS.every((f) => a[f] === b[f]) && LISTS.every((f) => a[f].length === b[f].length && a[f].every((w, i) => w === b[f][i]));
}

/** The fields of an article that the search reads; a missing one is empty. */
export function searchDoc(a: Partial<SearchDoc> & { id: string }): SearchDoc {
  const d: SearchDoc = {
    id: a.id,
    slug: '',
    lang: '',
    kind: '',
    title: '',
    summary: '',
    body: '',
    symptoms: [],
    models: [],
    codes: [],
    tags: [],
  };
  for (const f of TEXTS) d[f] = a[f] ?? '';
  for (const f of LISTS) d[f] = [...(a[f] ?? [])];
  return d;
}

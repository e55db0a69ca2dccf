// Keeps the worker's index in step with what it is told, without doing work twice: an article that did not change is not analysed
// again, and when most of them changed the index is made anew, which is faster than taking each out of it.
import type { SearchDoc } from './doc.ts';
import { ArticleIndex, type Query, type Result } from './articleIndex.ts';

export class IndexHolder {
  private index = new ArticleIndex();
  private docs = new Map<string, SearchDoc>();

  get size(): number {
    return this.docs.size;
  }

  search(query: Query): Result {
    return this.index.search(query);
  }

  refresh(puts: SearchDoc[], drops: string[]): void {
    const changed = puts.filter((d) => !same(this.docs.get(d.id), d));
    const gone = drops.filter((id) => this.docs.has(id));
    const old = changed.filter((d) => this.docs.has(d.id)).length + gone.length;
    for (const id of gone) this.docs.delete(id);
    for (const d of changed) this.docs.set(d.id, d);
    if (old > 50 && old > this.docs.size / 4) {
      this.index = new ArticleIndex();
      for (const d of this.docs.values()) this.index.put(d);
      return;
    }
    for (const id of gone) this.index.drop(id);
    for (const d of changed) this.index.put(d);
  }

  /** Makes the index hold exactly these. */
  replace(docs: SearchDoc[]): void {
    const keep = new Set(docs.map((d) => d.id));
    this.refresh(
      docs,
      [...this.docs.keys()].filter((id) => !keep.has(id)),
    );
  }
}

const LISTS = ['symptoms', 'models', 'codes', 'tags'] as const;
const TEXTS = ['slug', 'lang', 'kind', 'title', 'summary', 'body'] as const;

function same(a: SearchDoc | undefined, b: SearchDoc): boolean {
  if (!a) return false;
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

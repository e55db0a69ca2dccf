// Narrowing a search by kind, language, maker, model and tag, with counts over all hits (kb/search/facets.go). Whoever ranks gives every
// hit to a sieve; how the hits were found does not matter here.
import type { SearchDoc } from './doc.ts';
import { vendorsOf } from './vendor.ts';

export const FACETS = ['kind', 'lang', 'vendor', 'model', 'tag'] as const;
export type Facet = (typeof FACETS)[number];
export type Filters = Partial<Record<Facet, string>>;

export interface FacetCount {
  value: string;
  n: number;
}
export type FacetCounts = Partial<Record<Facet, FacetCount[]>>;

/** What one article has of each facet, as FACETS. */
export type FacetValues = readonly (readonly string[])[];

const LANG = FACETS.indexOf('lang');

const MAX_FACET = 20;
const MAX_VALUE = 60;

export function facetValues(d: Pick<SearchDoc, 'kind' | 'lang' | 'models' | 'tags'>): FacetValues {
  const kept = (values: readonly string[]) =>
    [...new Set(values)].filter((v) => v !== '' && (v.length <= MAX_VALUE || [...v].length <= MAX_VALUE));
  return [kept([d.kind]), kept([d.lang]), kept(vendorsOf(d.models, d.tags)), kept(d.models), kept(d.tags)];
}

/** Keeps what passes all filters; counts a value of a facet over what passes the filters of the others, so that it can offer others. */
export class Sieve {
  private wanted: readonly (string | undefined)[];
  private counts = FACETS.map(() => new Map<string, number>());

  constructor(filters: Filters) {
    this.wanted = FACETS.map((name) => filters[name] || undefined);
  }

  /** Counts a hit; whether it stays. A twin counts for the languages there are, and for nothing else. */
  take(values: FacetValues, twin = false): boolean {
    let missed = twin ? LANG : -1;
    for (let i = 0; i < FACETS.length; i++) {
      const want = this.wanted[i];
      if (want === undefined || values[i]!.includes(want)) continue;
      if (missed >= 0) return false;
      missed = i;
    }
    for (let i = 0; i < FACETS.length; i++) {
      if (missed >= 0 && missed !== i) continue;
      const counts = this.counts[i]!;
      for (const value of values[i]!) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return missed < 0;
  }

  get facets(): FacetCounts {
    const out: FacetCounts = {};
    FACETS.forEach((name, i) => {
      if (this.counts[i]!.size > 0) out[name] = most(this.counts[i]!, this.wanted[i]);
    });
    return out;
  }
}

/** The most frequent values; the one that is filtered by is always told. */
function most(counts: Map<string, number>, chosen: string | undefined): FacetCount[] {
  const all = [...counts].map(([value, n]) => ({ value, n })).sort((a, b) => b.n - a.n || (a.value < b.value ? -1 : 1));
  const at = all.findIndex(({ value }) => value === chosen);
  if (at >= MAX_FACET) all[MAX_FACET - 1] = all[at]!;
  return all.slice(0, MAX_FACET);
}

/** The hits that are the same article as another hit in the language the reader prefers. A filter by language asks for the others too. */
export function twinsOf<H>(
  hits: readonly H[],
  q: { prefer?: string; lang?: string },
  of: (hit: H) => { slug: string; lang: string },
): Set<H> {
  if (!q.prefer || q.lang) return new Set();
  const own = new Set<string>();
  const others: H[] = [];
  for (const hit of hits) {
    const { slug, lang } = of(hit);
    if (lang !== q.prefer) others.push(hit);
    else if (slug) own.add(slug);
  }
  return new Set(others.filter((hit) => own.has(of(hit).slug)));
}

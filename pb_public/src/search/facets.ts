// What a search is narrowed by: kind, language, maker, model and tag (kb/search/facets.go). counts.ts counts them over all hits.
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

const MAX_VALUE = 60;

export function facetValues(d: Pick<SearchDoc, 'kind' | 'lang' | 'models' | 'tags'>): FacetValues {
  const kept = (values: readonly string[]) =>
    [...new Set(values)].filter((v) => v !== '' && (v.length <= MAX_VALUE || [...v].length <= MAX_VALUE));
  return [kept([d.kind]), kept([d.lang]), kept(vendorsOf(d.models, d.tags)), kept(d.models), kept(d.tags)];
}

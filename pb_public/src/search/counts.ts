// How many of the hits have each value of a facet, and which hits pass the filters (kb/search/facets.go). Whoever
// ranks gives every hit to a sieve; how the hits were found does not matter here.
import { FACETS, type FacetCount, type FacetCounts, type Filters } from './facets.ts';
import type { Traits } from './traits.ts';

const LANG = FACETS.indexOf('lang');
const MAX_FACET = 20;

/** Keeps what passes all filters; counts a value of a facet over what passes the filters of the others, so that it can offer others. */
export class Sieve {
  private readonly counts: Int32Array;
  private readonly wanted: readonly { facet: number; value: number }[];

  /** traits: of all that will be taken, read already. */
  constructor(
    private readonly traits: Traits,
    filters: Filters,
  ) {
    this.counts = new Int32Array(traits.values.length);
    this.wanted = FACETS.flatMap((name, facet) => (filters[name] ? [{ facet, value: traits.find(facet, filters[name]) }] : []));
  }

  /** Counts a hit; whether it stays. A twin counts for the languages there are, and for nothing else. */
  take(row: readonly number[], twin: boolean): boolean {
    let missed = twin ? LANG : -1;
    for (const { facet, value } of this.wanted) {
      if (row.includes(value)) continue;
      if (missed >= 0) return false;
      missed = facet;
    }
    const { counts } = this;
    if (missed < 0) {
      for (let i = 0; i < row.length; i++) counts[row[i]!]!++;
      return true;
    }
    for (const value of row) if (this.traits.values[value]!.facet === missed) counts[value]!++;
    return false;
  }

  get facets(): FacetCounts {
    const { values } = this.traits;
    const best: FacetCount[][] = FACETS.map(() => []);
    for (let i = 0; i < values.length; i++) if (this.counts[i]! > 0) keep(best[values[i]!.facet]!, values[i]!.text, this.counts[i]!);
    for (const { facet, value } of this.wanted) tell(best[facet]!, values[value]?.text, this.counts[value] ?? 0);
    const out: FacetCounts = {};
    FACETS.forEach((name, facet) => {
      if (best[facet]!.length > 0) out[name] = best[facet]!;
    });
    return out;
  }
}

/** Puts a value among the most frequent ones, if it is one of them. */
function keep(best: FacetCount[], value: string, n: number): void {
  const last = best[MAX_FACET - 1];
  if (last && n < last.n) return;
  let at = best.length;
  while (at > 0 && (best[at - 1]!.n < n || (best[at - 1]!.n === n && best[at - 1]!.value > value))) at--;
  if (at === MAX_FACET) return;
  best.splice(at, 0, { value, n });
  if (best.length > MAX_FACET) best.pop();
}

/** The value that is filtered by is always told. */
function tell(best: FacetCount[], value: string | undefined, n: number): void {
  if (value === undefined || n === 0 || best.some((b) => b.value === value)) return;
  best[MAX_FACET - 1] = { value, n };
}

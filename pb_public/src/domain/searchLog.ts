// What a tablet remembers of a search until it has told the server: what was looked for and what became of it, nothing of who or when but the
// day (kb/loop/search.go). Pure: `now` and ids are arguments.
import type { Id, Lang } from './records.ts';

export interface SearchRow {
  id: Id;
  query: string;
  lang: Lang;
  /** 2026-11-21, UTC */
  day: string;
  hits: number;
  /** the article; "" for none */
  opened: Id;
  /** of it in the list, from 1 */
  position: number;
  /** it was used on a job, or helped */
  solved: boolean;
  /** soon after opening it, something else was searched for */
  again: boolean;
  /** ms; stays on the tablet */
  at: number;
  /** nothing will be added to it */
  done: boolean;
}

/** So long (ms) a search goes on: what is opened or used later has nothing to do with it. */
export const GOES_ON = 10 * 60_000;
/** Who searches again within this time (ms) after opening an article had not found it. */
const AGAIN = 5 * 60_000;
/** Somebody who found nothing tries other words within this time (ms), or has given up. */
const TRIES = 60_000;
/** A tablet without a network keeps so many, for so long. */
export const MOST = 200;
export const KEPT = 14 * 86_400_000;

const folded = (text: string) => text.normalize('NFKC').toLowerCase().trim();

/** The last search and a new one, as they stand now: typing on is the same search. */
export function searchedFor(
  last: SearchRow | undefined,
  what: Pick<SearchRow, 'query' | 'lang' | 'hits'>,
  now: number,
  id: () => Id,
): SearchRow[] {
  const { query, lang, hits } = what;
  const goesOn = last && !last.done && now - last.at < GOES_ON;
  if (goesOn) {
    const [before, next] = [folded(last.query), folded(query)];
    if (before === next) return [{ ...last, hits: Math.max(hits, last.hits) }];
    if (!last.opened && (next.startsWith(before) || before.startsWith(next))) return [{ ...last, query, lang, hits, at: now }];
  }
  const day = new Date(now).toISOString().slice(0, 10);
  const fresh: SearchRow = { id: id(), query, lang, day, hits, opened: '', position: 0, solved: false, again: false, at: now, done: false };
  if (!goesOn) return [fresh];
  return [{ ...last, again: last.opened !== '' && !last.solved && now - last.at < AGAIN, done: true }, fresh];
}

/** An article was opened from its list. */
export function openedFrom(last: SearchRow | undefined, article: Id, position: number, now: number): SearchRow[] {
  if (!last || last.done || now - last.at >= GOES_ON || last.opened === article) return [];
  return [{ ...last, opened: article, position, at: now }];
}

/** It led to a job, a device or a customer: it was not knowledge that was looked for, and is no business of the log. */
export function soughtRecord(last: SearchRow | undefined, now: number): Id {
  return last && !last.done && !last.opened && now - last.at < GOES_ON ? last.id : '';
}

/** The article that it led to was of use. */
export function solvedBy(last: SearchRow | undefined, article: Id): SearchRow[] {
  return last && !last.done && last.opened === article ? [{ ...last, solved: true, done: true }] : [];
}

/** It can be told: nothing will be added to it any more. */
export function settled(row: SearchRow, now: number): boolean {
  return row.done || now - row.at >= (row.hits ? GOES_ON : TRIES);
}

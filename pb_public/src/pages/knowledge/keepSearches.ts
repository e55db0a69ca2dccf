// Writes down, on this tablet, what people search for and what becomes of it; sync/searchQueue.ts tells the server. A search must never
// fail for it: what cannot be written down is not.
import type { LutongDB } from '../../db/db.ts';
import { newId } from '../../domain/id.ts';
import type { Id } from '../../domain/records.ts';
import { MOST, openedFrom, searchedFor, solvedBy, soughtRecord, type SearchRow } from '../../domain/searchLog.ts';
import { session } from '../../state/session.svelte.ts';
import { onSearch } from './searched.ts';

/** One after the other: each reads what the one before wrote. */
let writing: Promise<void> = Promise.resolve();

function note(change: (last: SearchRow | undefined, now: number) => SearchRow[]): void {
  const db = session.db;
  if (!db) return;
  writing = writing.then(() => put(db, change)).catch((e) => console.warn('search log', e));
}

async function put(db: LutongDB, change: (last: SearchRow | undefined, now: number) => SearchRow[]): Promise<void> {
  await db.transaction('rw', db.searches, async () => {
    const last = await db.searches.orderBy('at').last();
    await db.searches.bulkPut(change(last, Date.now()));
    const over = (await db.searches.count()) - MOST;
    if (over > 0) await db.searches.bulkDelete(await db.searches.orderBy('at').limit(over).primaryKeys());
  });
}

/** Listens from now on; returns how to stop. A search that was narrowed to nothing is no miss: only the words are counted. */
export function keepSearches(): () => void {
  return onSearch(({ query, lang, hits }) => note((last, now) => searchedFor(last, { query, lang, hits }, now, newId)));
}

/** An article was opened from the list of a search. */
export function openedHit(article: Id, position: number): void {
  note((last, now) => openedFrom(last, article, position, now));
}

/** An article was used, or helped: the search that led to it is solved. */
export function usedHit(article: Id): void {
  note((last) => solvedBy(last, article));
}

/** What was opened is no article. */
export function openedRecord(): void {
  const db = session.db;
  if (!db) return;
  const forget = async () => db.searches.delete(soughtRecord(await db.searches.orderBy('at').last(), Date.now()));
  writing = writing.then(forget).catch((e) => console.warn('search log', e));
}

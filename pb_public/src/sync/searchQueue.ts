// Tells the server what was searched for: in batches, on a route of its own, because a push writes down whose it was. A batch may be sent
// again, and one that the server cannot use is dropped: nobody's work is in it.
import type { LutongDB } from '../db/db.ts';
import { KEPT, settled } from '../domain/searchLog.ts';
import { faultOf, reach, type Fetch } from './http.ts';

const AT_ONCE = 100;

export interface SearchSender {
  db: LutongDB;
  token: () => string;
  fetch: Fetch;
  now: () => number;
}

/** Resolves to how many were told. */
export async function tellSearches({ db, token, fetch, now }: SearchSender): Promise<number> {
  const at = now();
  await db.searches
    .where('at')
    .below(at - KEPT)
    .delete();
  const rows = (await db.searches.orderBy('at').toArray()).filter((row) => settled(row, at)).slice(0, AT_ONCE);
  if (rows.length === 0) return 0;
  const searches = rows.map(({ at: _at, done: _done, ...told }) => told);
  const answer = await reach(
    '/api/kb/searches',
    { method: 'POST', headers: { Authorization: token(), 'Content-Type': 'application/json' }, body: JSON.stringify({ searches }) },
    fetch,
  );
  if (!answer.ok) {
    const fault = await faultOf(answer);
    if (fault.code !== 'invalid' && fault.code !== 'too_large') throw fault;
  }
  await db.searches.bulkDelete(rows.map((row) => row.id));
  return rows.length;
}

// A first sync for many tablets at once: the library, which all share, comes in pieces the server made once, after the records of this
// user's own work. Each piece is applied and struck off the list in one transaction, so that a restart of the app goes on where it was.
import type { LutongDB } from '../db/db.ts';
import { getMeta, setMeta } from '../db/meta.ts';
import { begin, finish, take } from './applyPage.ts';
import { Cut, readPages, type Page } from './page.ts';
import type { Get } from './repair.ts';

/** A set nobody ever made: the server answers `have` of it with the whole scope. */
export const NO_SET = 'kb.none';

/** Fetches the next piece. `onCount` hears how many records of the set are in, of how many. */
export async function nextSegment(db: LutongDB, get: Get, onCount: (done: number, total: number) => void): Promise<void> {
  const owed = await getMeta(db, 'owed');
  const [piece, ...left] = owed?.left ?? [];
  if (!owed || !piece) return;
  const answer = await get('segments/' + encodeURIComponent(piece.id));
  if (!answer.ok) {
    // The set was made anew since: what came of the old one is as good as any other copy, and the pull brings the scope whole.
    await setMeta(db, { owed: { ...owed, set: NO_SET, left: [] } });
    return;
  }
  const pages: Page[] = [];
  for await (const page of readPages(answer.body!, (done) => onCount(owed.done + done, owed.total))) pages.push(page);
  if (pages.length !== 1) throw new Cut('a segment is one page');
  await db.transaction('rw', db.tables, async () => {
    const work = await begin(db);
    await take(work, pages[0]!);
    await finish(work);
    await setMeta(db, { owed: { ...owed, left, done: owed.done + piece.records } });
  });
}

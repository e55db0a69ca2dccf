// Copies that differ from the server's although both stand at the same cursor: a fault somewhere, found by the sums at the end of a pull.
// The server hears of it; the parts that differ are fetched whole and replace what is held of them. Unsent work is not touched (P5, L6).
import { view, type LutongDB } from '../db/db.ts';
import { getMeta, setMeta } from '../db/meta.ts';
import { Fault } from '../domain/fault.ts';
import { isCollection } from '../domain/fields.ts';
import type { CollectionName, Id } from '../domain/records.ts';
import type { CheckAnswer, Tally } from '../protocol/wire.ts';
import { begin, dropOthers, finish, take } from './applyPage.ts';
import { jsonOf } from './http.ts';
import { Cut, readPages, type Page } from './page.ts';
import { partOf, replacePart, tallies, tally } from './sums.ts';

/** Sends a GET below the sync API's base; throws Fault. */
export type Get = (path: string) => Promise<Response>;

/** Where a repair did not heal, the next one waits for so long. */
const PATIENCE = 3_600_000;

/** After the last page of a pull: whether a repair is called for now. */
export async function differs(db: LutongDB, check: Tally, now: Date): Promise<boolean> {
  const held = await tally(db);
  const last = await getMeta(db, 'repair');
  if (held.count === check.count && held.sum === check.sum) {
    if (last && !last.healed) await setMeta(db, { repair: { ...last, healed: true } });
    return false;
  }
  return !last || last.healed || now.getTime() - Date.parse(last.at) >= PATIENCE;
}

/** Fetches the parts that differ. Answers how many records were put right. */
export async function repair(db: LutongDB, get: Get, now: Date): Promise<number> {
  const mine = await tallies(db);
  const { count, sum } = await tally(db);
  const told = await get(`check?count=${count}&sum=${sum}`);
  const { parts } = told.ok ? await jsonOf<CheckAnswer>(told) : { parts: null }; // null: a server that does not know this
  let records = 0;
  for (const part of parts ? differing(parts, mine) : []) records += await fetchPart(db, part, get);
  await setMeta(db, { repair: { at: now.toISOString(), records, healed: false } });
  return records;
}

function differing(theirs: CheckAnswer['parts'], mine: Map<string, Tally>): string[] {
  return [...new Set([...Object.keys(theirs), ...mine.keys()])].filter((part) => {
    const { count, sum } = theirs[part] ?? { count: 0, sum: 0 };
    return count !== (mine.get(part)?.count ?? 0) || sum !== (mine.get(part)?.sum ?? 0);
  });
}

async function fetchPart(db: LutongDB, part: string, get: Get): Promise<number> {
  const answer = await get('check/' + part);
  if (!answer.ok) throw new Fault('unavailable', 'no part ' + part);
  const pages: Page[] = [];
  for await (const page of readPages(answer.body!)) pages.push(page);
  if (pages.length !== 1) throw new Cut('a part is one page');
  return db.transaction('rw', db.tables, async () => replace(db, part, pages[0]!));
}

/** The part becomes what the server has of it. Answers how many records changed. */
async function replace(db: LutongDB, part: string, page: Page): Promise<number> {
  const before = (await db.sums.get(part))?.sums ?? {};
  const work = await begin(db);
  await take(work, { puts: page.puts, drops: [], passedOver: [] });
  const sums: Record<Id, number> = {};
  for (const { doc, sum } of page.puts) sums[doc.id] = sum;
  for (const { id, sum } of page.passedOver) if (sum !== null) sums[id] = sum;
  const collection = part.slice(0, part.indexOf('/'));
  const gone = isCollection(collection)
    ? await dropOthers(work, collection, await heldOf(db, collection, part), (id) => Object.hasOwn(sums, id))
    : 0;
  await replacePart(db, part, sums);
  await finish(work);
  return page.puts.filter((p) => before[p.doc.id] !== p.sum).length + gone;
}

/** The ids on this tablet that fall into the part, with or without a sum. */
async function heldOf(db: LutongDB, collection: CollectionName, part: string): Promise<Id[]> {
  const first = part.slice(part.indexOf('/') + 1);
  const ids = (await view(db, collection).where('id').startsWith(first).primaryKeys()) as Id[];
  return ids.filter((id) => partOf(collection, id) === part);
}

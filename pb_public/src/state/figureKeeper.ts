// Brings the images of the articles on this tablet here before anybody looks for them in a cellar. After every sync, one at a time, and only
// when nothing of this tablet waits to be sent: evidence goes first. Room is bounded; beyond it small pictures come instead of large ones.
import { waitingPhotos } from '../db/attention.ts';
import type { LutongDB } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import type { ArticleKind, Figure } from '../domain/records.ts';
import { fetchFigure, fileKey, type FigureSize } from './figure.ts';

/** Large pictures: some 600 of them. Small ones may take a tenth more. */
const ROOM = 200 << 20;
/** The browser's own limit is shared with the work: beyond this share of it nothing is fetched ahead. */
const FULL = 0.7;
const ORDER: ArticleKind[] = ['emergency', 'fault', 'story', 'howto', 'training'];

export interface KeeperOptions {
  db: LutongDB;
  /** bytes used and granted by the browser */
  room: () => Promise<{ usage: number; quota: number }>;
  /** false: the person pays for each megabyte, and gets small pictures until they look */
  large: () => boolean;
  fetch?: (figure: Figure, size: FigureSize) => Promise<unknown>;
  limit?: number;
}

/** How many images this tablet should have, and how many of them it has, large or small. */
export interface Kept {
  all: number;
  here: number;
}

/** What is to be fetched, the most needed first. Pure but for reading. */
export async function wantedFigures(db: LutongDB): Promise<Figure[]> {
  const stored = (await db.figures.toArray()).filter((f) => f.state === 'stored');
  if (stored.length === 0) return [];
  const rank = new Map<string, number>();
  for (const [at, kind] of ORDER.entries()) {
    for (const id of await db.articles.where('kind').equals(kind).primaryKeys()) rank.set(id, at);
  }
  return stored.sort((a, b) => (rank.get(a.article) ?? 9) - (rank.get(b.article) ?? 9) || (a.id < b.id ? -1 : 1));
}

export async function keptFigures(db: LutongDB): Promise<Kept> {
  const [wanted, keys] = await Promise.all([wantedFigures(db), db.figureFiles.toCollection().primaryKeys()]);
  const here = new Set(keys.map((key) => key.split('/')[0]));
  const all = [...new Set(wanted.map((f) => f.sha256))];
  return { all: all.length, here: all.filter((sha) => here.has(sha)).length };
}

/** One round. It ends at the first sign that the line is down; the next sync begins another. */
export async function keepFigures({ db, room, large, fetch, limit = ROOM }: KeeperOptions): Promise<void> {
  const get = fetch ?? ((figure: Figure, size: FigureSize) => fetchFigure(db, figure, size));
  await forget(db, limit);
  const wanted = await wantedFigures(db);
  const have = new Set(await db.figureFiles.toCollection().primaryKeys());
  for (const figure of wanted) {
    if (have.has(fileKey(figure, 'view'))) continue;
    if ((await waitingPhotos(db)).length > 0) return;
    const { usage, quota } = await room();
    if (quota > 0 && usage > quota * FULL) return;
    const used = await usedBytes(db);
    const size = large() && used < limit ? 'view' : 'thumb';
    if (have.has(fileKey(figure, size))) continue;
    if (used > limit * 1.1) return;
    try {
      await get(figure, size);
      have.add(fileKey(figure, size));
    } catch (e) {
      if (e instanceof Fault && e.code === 'missing') continue; // withdrawn meanwhile, or a kind without a smaller picture
      return;
    }
  }
}

/** The keys of the index hold the sizes: no picture is read to add them up. */
async function usedBytes(db: LutongDB): Promise<number> {
  const keys = (await db.figureFiles.orderBy('[usedAt+length]').keys()) as unknown as [number, number][];
  return keys.reduce((sum, [, length]) => sum + length, 0);
}

/** What no article here shows any more goes at once (P5), and what nobody has looked at for longest, when there is too much. */
async function forget(db: LutongDB, limit: number): Promise<void> {
  const shown = new Set((await db.figures.toArray()).map((f) => f.sha256));
  const keys = await db.figureFiles.toCollection().primaryKeys();
  await db.figureFiles.bulkDelete(keys.filter((key) => !shown.has(key.split('/')[0]!)));
  let over = (await usedBytes(db)) - limit * 1.2;
  if (over <= 0) return;
  const oldest = await db.figureFiles.orderBy('[usedAt+length]').primaryKeys();
  const lengths = (await db.figureFiles.orderBy('[usedAt+length]').keys()) as unknown as [number, number][];
  for (let i = 0; i < oldest.length && over > 0; i++) {
    await db.figureFiles.delete(oldest[i]!);
    over -= lengths[i]![1];
  }
}

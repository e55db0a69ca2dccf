// figure.copy: a text that came from another article (a translation, a piece that is used again) names an image this article has no record of.
// The image is on the server already, so only the record is made; the server lets it count as stored for who can see the other one.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { figureId, figureRef } from '../domain/figure.ts';
import type { Figure, Id } from '../domain/records.ts';

/** The image as this article's own, or undefined: no article on this tablet has it. */
export async function figureCopy(db: LutongDB, { article, ref }: { article: Id; ref: string }): Promise<Figure | undefined> {
  const id = figureId(article, ref);
  const known = await db.figures.get(id);
  if (known) return known;
  const other = await db.figures.filter((f) => figureRef(f.sha256) === ref && f.state === 'stored').first();
  if (!other) return undefined;
  const { sha256, bytes, mime, width, height } = other;
  await write(db, [{ in: 'figures', id, op: 'create', set: { article, sha256, bytes, mime, width, height } }]);
  return other;
}

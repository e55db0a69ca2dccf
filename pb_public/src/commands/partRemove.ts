// part.remove: a part that was noted by mistake is taken back. What it said is returned: to undo is to note it again, since what was deleted
// anywhere is never raised from the dead (M6).
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import type { Id } from '../domain/records.ts';
import type { PartAddArgs } from './partAdd.ts';

/** null: it is gone already, which is what was wanted. */
export async function partRemove(db: LutongDB, id: Id): Promise<PartAddArgs | null> {
  const part = await db.parts.get(id);
  if (!part) return null;
  await write(db, [{ in: 'parts', id, op: 'delete' }]);
  const { job, name, sku, quantity, unit, state, serialIn, serialOut, asset } = part;
  return { job, name, sku, quantity, unit, state, serialIn, serialOut, asset };
}

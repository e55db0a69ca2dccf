// conflict.resolve: mine, theirs, or a value of one's own. One mutation; the server writes the target with it.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import type { Conflict, Id, Json } from '../domain/records.ts';

export interface ConflictResolveArgs {
  conflict: Id;
  resolution: Exclude<Conflict['resolution'], ''>;
  /** With 'own'. */
  value?: Json;
}

export async function conflictResolve(db: LutongDB, { conflict, resolution, value }: ConflictResolveArgs): Promise<void> {
  const set = resolution === 'own' ? { resolution, value: value ?? null } : { resolution };
  await write(db, [{ in: 'conflicts', id: conflict, op: 'update', set }]);
}

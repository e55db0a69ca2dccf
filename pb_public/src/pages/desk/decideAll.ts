// One decision for several cases: all of them or, if something fails, none; in the order they were done.
import { conflictResolve } from '../../commands/index.ts';
import type { LutongDB } from '../../db/db.ts';
import type { Conflict } from '../../domain/records.ts';
import { asDone } from './caseGroups.ts';

export async function decideAll(db: LutongDB, cases: readonly Conflict[], resolution: 'mine' | 'theirs'): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    for (const { id } of cases.toSorted(asDone)) {
      const now = await db.conflicts.get(id);
      // somebody may have settled a single one meanwhile
      if (now && now.resolution === '') await conflictResolve(db, { conflict: id, resolution });
    }
  });
}

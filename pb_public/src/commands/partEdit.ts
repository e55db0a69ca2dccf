// part.edit: what was written wrong about a part, or what was needed and has been fitted. Only what changed travels, and with it the job: if
// somebody took the part back meanwhile, what is set aside still lies with the job it is about.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { Fault } from '../domain/fault.ts';
import { goodQuantity, withLabels } from '../domain/parts.ts';
import type { Id, Part } from '../domain/records.ts';

export type PartFields = Omit<Part, 'id' | 'job' | 'by' | 'at'>;

export interface PartEditArgs {
  part: Id;
  set: Partial<PartFields>;
  /** what stood there when the person began to edit (M3) */
  was?: Partial<PartFields>;
}

export async function partEdit(db: LutongDB, { part, set, was }: PartEditArgs): Promise<void> {
  const now = await db.parts.get(part);
  if (!now) throw new Fault('missing');
  if (set.name?.trim() === '' || (set.quantity !== undefined && !goodQuantity(set.quantity))) throw new Fault('invalid', 'name, quantity');
  const from: Partial<PartFields> = { ...now, ...was };
  const changed = Object.entries(withLabels(set)).filter(([field, value]) => from[field as keyof PartFields] !== value);
  if (changed.length === 0) return;
  const known = Object.fromEntries(changed.map(([field]) => [field, from[field as keyof PartFields]]));
  await write(db, [
    { in: 'parts', id: part, op: 'update', set: { job: now.job, ...Object.fromEntries(changed) }, was: { job: now.job, ...known } },
  ]);
}

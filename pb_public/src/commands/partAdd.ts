// part.add: a part was used on the job, or is still needed.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { Fault } from '../domain/fault.ts';
import { newId } from '../domain/id.ts';
import { goodQuantity, withLabels } from '../domain/parts.ts';
import type { Id, Part } from '../domain/records.ts';

export type PartAddArgs = Pick<Part, 'job' | 'name' | 'quantity' | 'state'> &
  Partial<Pick<Part, 'sku' | 'unit' | 'serialIn' | 'serialOut' | 'asset'>>;

export async function partAdd(db: LutongDB, args: PartAddArgs): Promise<Id> {
  if (args.name.trim() === '' || !goodQuantity(args.quantity)) throw new Fault('invalid', 'a part has a name and a quantity');
  const id = newId();
  await write(db, [{ in: 'parts', id, op: 'create', set: withLabels({ ...args }) }]);
  return id;
}

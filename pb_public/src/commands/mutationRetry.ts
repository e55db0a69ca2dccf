// mutation.retry: send a refused change again, as a new mutation on what the tablet shows now. The refused one stays in the
// outbox's memory, marked with its successor. There is no discard: work is set aside, never thrown away.
import { schemaOf, type LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { Fault } from '../domain/fault.ts';

export async function mutationRetry(db: LutongDB, n: number): Promise<void> {
  const row = await db.outbox.get(n);
  if (!row || row.state !== 'refused') throw new Fault('missing');
  const change = { in: row.in, id: row.id, op: row.op };
  const unless = async () => (await db.outbox.get(n))?.state !== 'refused'; // two quick taps, or two tabs: it goes once
  await write(db, [row.set ? { ...change, set: row.set } : change], [], { retryOf: n, schema: schemaOf(row), unless });
}

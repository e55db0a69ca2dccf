// Which mutations go into one push: in the order of their numbers, within the server's limits (P10), all of one schema (P8).
import { schemaOf, type OutboxRow } from '../db/db.ts';
import type { Limits, Mutation } from '../protocol/wire.ts';

/** What travels of an outbox row. */
export function mutationOf({ n, in: collection, id, op, at, was, set }: OutboxRow): Mutation {
  const m: Mutation = { n, in: collection, id, op, at };
  if (was) m.was = was;
  if (set) m.set = set;
  return m;
}

const ENVELOPE = 512;

/** The first rows that fit; at least one, which the server may then refuse by itself. `max` null: no limit but the server's. */
export function takeBatch(rows: OutboxRow[], limits: Limits, max: number | null): OutboxRow[] {
  const count = Math.min(limits.mutations, max ?? limits.mutations);
  const batch: OutboxRow[] = [];
  let bytes = ENVELOPE;
  for (const row of rows) {
    if (batch.length >= count || schemaOf(row) !== schemaOf(batch[0] ?? row)) break;
    bytes += new TextEncoder().encode(JSON.stringify(mutationOf(row))).length + 1;
    if (bytes > limits.pushBytes && batch.length > 0) break;
    batch.push(row);
  }
  return batch;
}

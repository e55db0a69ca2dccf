// run.answer: one item of a checklist. Only that item travels, so that two people ticking one run never meet (M3).
// null takes the answer back.
import type { LutongDB } from '../db/db.ts';
import { getMeta } from '../db/meta.ts';
import { write } from '../db/write.ts';
import type { Answer, Id, Json } from '../domain/records.ts';

export interface RunAnswerArgs {
  run: Id;
  item: string;
  answer: { value: Json; note?: string; photos?: Id[] } | null;
}

export async function runAnswer(db: LutongDB, { run, item, answer }: RunAnswerArgs): Promise<void> {
  const at = new Date(Date.now() + (await getMeta(db, 'offset'))).toISOString();
  const full: Answer | null = answer && { note: '', photos: [], ...answer, by: db.userId, at };
  await write(db, [{ in: 'runs', id: run, op: 'update', set: { ['answers.' + item]: full } }]);
}

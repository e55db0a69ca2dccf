// run.answer: one item of a checklist. Only that item travels, so that two people ticking one run never meet (M3). A value, a
// remark and photos are given one at a time; each is put to what is stored at that instant, so that none overwrites another.
// null takes the whole answer back.
import type { LutongDB } from '../db/db.ts';
import { getMeta } from '../db/meta.ts';
import { write } from '../db/write.ts';
import type { Answer, Id, Json, Run } from '../domain/records.ts';

/** What changes of an answer; what is not named stays. */
export interface AnswerPart {
  value?: Json;
  note?: string;
  addPhotos?: Id[];
}

export interface RunAnswerArgs {
  run: Id;
  item: string;
  answer: AnswerPart | null;
}

export async function runAnswer(db: LutongDB, { run, item, answer }: RunAnswerArgs): Promise<void> {
  const at = new Date(Date.now() + (await getMeta(db, 'offset'))).toISOString();
  await write(db, [
    {
      in: 'runs',
      id: run,
      op: 'update',
      set: (doc) => {
        const merged = answer && merge((doc as unknown as Run).answers[item] ?? null, answer);
        return { ['answers.' + item]: merged && { ...merged, by: db.userId, at } };
      },
    },
  ]);
}

/** null: nothing is left of it. */
function merge(now: Answer | null, part: AnswerPart): Pick<Answer, 'value' | 'note' | 'photos'> | null {
  const value = part.value === undefined ? (now?.value ?? null) : part.value;
  const note = part.note ?? now?.note ?? '';
  const photos = [...new Set([...(now?.photos ?? []), ...(part.addPhotos ?? [])])];
  return value === null && note === '' && photos.length === 0 ? null : { value, note, photos };
}

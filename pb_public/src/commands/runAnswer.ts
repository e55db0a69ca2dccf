// run.answer: one item of a checklist. Only that item travels, so that two people ticking one run never meet (M3). A value, a
// remark and photos are given one at a time; each is put to what is stored at that instant, so that none overwrites another.
// null takes the whole answer back.
import type { LutongDB } from '../db/db.ts';
import { getMeta } from '../db/meta.ts';
import { write } from '../db/write.ts';
import type { Answer, Doc, Id, Json, Run } from '../domain/records.ts';

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
  /** the same part as it stood when the person began to type: a colleague's answer may have come since (M3) */
  was?: Pick<AnswerPart, 'value' | 'note'>;
}

export async function runAnswer(db: LutongDB, { run, item, answer, was }: RunAnswerArgs): Promise<void> {
  const at = new Date(Date.now() + (await getMeta(db, 'offset'))).toISOString();
  const name = 'answers.' + item;
  const nowOf = (doc: Doc) => (doc as unknown as Run).answers[item] ?? null;
  await write(db, [
    {
      in: 'runs',
      id: run,
      op: 'update',
      set: (doc) => {
        const merged = answer && merge(nowOf(doc), answer);
        return { [name]: merged && { ...merged, by: db.userId, at } };
      },
      ...(was && { was: (doc) => ({ [name]: seen(nowOf(doc), was, answer) }) }),
    },
  ]);
}

/** What the person saw: the answer as it stands, so that own edits of its other parts do not clash, with the part as the typing found it. */
function seen(now: Answer | null, was: AnswerPart, answer: AnswerPart | null): Json {
  const differs = (['value', 'note'] as const).some((part) => {
    const stands = now?.[part] ?? EMPTY[part];
    return was[part] !== undefined && !same(was[part], stands) && !same(answer?.[part], stands); // both wrote the same: no quarrel
  });
  if (!differs) return now as Json;
  const found = merge(now, was);
  return found && ({ ...now, ...found } as Json);
}

const EMPTY = { value: null, note: '' };
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** null: nothing is left of it. */
function merge(now: Answer | null, part: AnswerPart): Pick<Answer, 'value' | 'note' | 'photos'> | null {
  const value = part.value === undefined ? (now?.value ?? null) : part.value;
  const note = part.note ?? now?.note ?? '';
  const photos = [...new Set([...(now?.photos ?? []), ...(part.addPhotos ?? [])])];
  return value === null && note === '' && photos.length === 0 ? null : { value, note, photos };
}

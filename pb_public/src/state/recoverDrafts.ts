// What a killed page left in localStorage is stored for real when the app starts, also if nobody opens that sheet again. What
// cannot be stored stays a draft: words to the customer, which only a person sends; a part not noted yet; a text in a number's box; a job that is gone.
import { articleEdit, jobEdit, runAnswer, runStart, type AnswerPart, type JobField } from '../commands/index.ts';
import type { LutongDB } from '../db/db.ts';
import type { Id, Template } from '../domain/records.ts';
import { readNumber } from '../i18n/number.ts';
import { exclusively } from '../sync/locks.ts';
import { draftOf, draftsOf, dropDraft, NOTE, type Draft } from './draft.ts';
import { BEAT_MS, isOpen } from './saved.svelte.ts';

const FIELDS = ['impact', 'workaround', 'cause', 'fix', 'prevention', 'story', 'notes'] as const;
const PRESSURE = ['who', 'beforeWhom', 'business', 'mustWorkFirst', 'deadline'] as const;

export interface LeftDraft {
  job: Id;
  /** what it belongs to: a job's field, "say", a part, or an item of a checklist */
  part: string;
  text: string;
  what: string;
}

/** What is still only a draft, for a person to see. */
export function leftDrafts(user: Id): LeftDraft[] {
  return draftsOf(user)
    .filter(({ text }) => text.trim() !== '')
    .map(({ what, text }) => {
      const [job = '', part = ''] = [what.slice(0, what.indexOf('/')), what.slice(what.indexOf('/') + 1)];
      return { job, part, text, what };
    });
}

/** A field writes its words down at every key, and says every BEAT_MS that it still holds them: what is younger than this is in somebody's hands. */
const YOUNG_MS = 3 * BEAT_MS;

export async function recoverDrafts(db: LutongDB): Promise<void> {
  let young = false;
  // of two tabs that start together the second finds what the first one left
  await exclusively(`lutong-drafts-${db.userId}`, async () => {
    for (const { what } of draftsOf(db.userId)) {
      const draft = draftOf(db.userId, what); // as it is by now: whoever opened the field has typed on, or stored it
      if (!draft || isOpen(db.userId, what)) continue;
      if (Date.now() - (draft.at ?? 0) < YOUNG_MS) {
        young = true;
        continue;
      }
      try {
        if ((await store(db, what, draft)) && draftOf(db.userId, what)?.text === draft.text) dropDraft(db.userId, what);
      } catch (e) {
        console.warn('draft', what, e); // it stays
      }
    }
  });
  // a page that was killed and came back at once looks like one that is typing
  if (young) setTimeout(() => db.isOpen() && void recoverDrafts(db), YOUNG_MS);
}

/** True when it is in the database. */
async function store(db: LutongDB, what: string, draft: Draft): Promise<boolean> {
  const [id = '', part = '', ...rest] = what.split('/');
  if (id === 'article') return storeArticle(db, part, rest[0] ?? '', draft);
  const job = await db.jobs.get(id);
  if (!job) return false;
  const [template, item, note] = rest;
  if (part === 'check' && template && item) return storeAnswer(db, { job: id, template, item, note: note !== undefined, ...draft });
  const field = fieldOf(part);
  if (!field) return false;
  const map = field.startsWith('pressure.');
  const as = (text: string) => (map ? text || null : text);
  await jobEdit(db, { job: id, field, value: as(draft.text), was: as(draft.base) });
  return true;
}

/** "article/<id>/<field>" */
async function storeArticle(db: LutongDB, article: Id, field: string, { text, base }: Draft): Promise<boolean> {
  if (!(await db.articles.get(article)) || (field !== 'title' && field !== 'summary' && field !== 'body')) return false;
  await articleEdit(db, { article, set: { [field]: text }, was: { [field]: base } });
  return true;
}

function fieldOf(part: string): JobField | null {
  return FIELDS.find((field) => field === part) ?? PRESSURE.map((key) => `pressure.${key}` as const).find((key) => key === part) ?? null;
}

interface LeftAnswer {
  job: Id;
  template: Id;
  item: string;
  note: boolean;
  text: string;
  base: string;
}

async function storeAnswer(db: LutongDB, left: LeftAnswer): Promise<boolean> {
  const template = await db.templates.get(left.template);
  const part = template && partOf(template, left);
  if (!part) return false;
  const begun = await db.runs.where({ job: left.job, template: left.template }).first();
  const now = begun?.answers[left.item];
  if ((part.note ?? part.value ?? null) === ((left.note ? now?.note : now?.value) ?? (left.note ? '' : null))) return true;
  const run = begun?.id ?? (await runStart(db, { job: left.job, template: left.template }));
  const was = partOf(template, { ...left, text: left.base });
  await runAnswer(db, { run, item: left.item, answer: part, ...(was && { was }) });
  return true;
}

/** null: it is no answer to this item. */
function partOf(template: Template, { item, note, text }: LeftAnswer): AnswerPart | null {
  const asked = template.items?.find((one) => one.id === item);
  if (!asked) return null;
  if (note) return { note: text };
  if (asked.type === 'text') return { value: text || null };
  if (asked.type !== 'number') return null;
  const value = readNumber(text);
  return Number.isNaN(value) ? null : { value };
}

export const isRemark = (part: string): boolean => part.endsWith(NOTE);

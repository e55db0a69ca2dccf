// What is being typed about a part, kept like every draft (state/draft.ts) until it is noted: "<job>/part/<id, or new>".
import { draftOf, draftsOf, dropDraft, keepDraft, PART } from './draft.ts';
import type { Id, Part } from '../domain/records.ts';

/** The form as it stands: the quantity as it was typed. */
export interface PartDraft extends Pick<Part, 'name' | 'sku' | 'unit' | 'serialIn' | 'serialOut' | 'asset'> {
  state: 'used' | 'needed';
  quantity: string;
}

export const NEW = 'new';

export const emptyPart = (): PartDraft => ({
  name: '',
  sku: '',
  quantity: '1',
  unit: '',
  state: 'used',
  serialIn: '',
  serialOut: '',
  asset: '',
});

export const formOf = (part: Part): PartDraft => ({
  name: part.name,
  sku: part.sku,
  quantity: String(part.quantity),
  unit: part.unit,
  state: part.state === 'needed' ? 'needed' : 'used',
  serialIn: part.serialIn,
  serialOut: part.serialOut,
  asset: part.asset,
});

const what = (job: Id, part: Id | typeof NEW) => job + PART + part;

/** The form, and what stood in it when the typing began: the two sides of an edit (M3). */
export interface KeptPart {
  form: PartDraft;
  base: PartDraft;
}

export function keepPart(user: Id, job: Id, part: Id | typeof NEW, { form, base }: KeptPart): void {
  if (JSON.stringify(form) === JSON.stringify(base)) dropPart(user, job, part);
  else keepDraft(user, what(job, part), JSON.stringify(form), JSON.stringify(base));
}

export function keptPart(user: Id, job: Id, part: Id | typeof NEW): KeptPart | null {
  const left = draftOf(user, what(job, part));
  const [form, base] = [read(left?.text), read(left?.base)];
  return form && base ? { form, base } : null;
}

export const dropPart = (user: Id, job: Id, part: Id | typeof NEW): void => dropDraft(user, what(job, part));

/** What is not finished on a job: which part, and how it stands. */
export function unfinished(user: Id, job: Id): { part: Id | typeof NEW; form: PartDraft }[] {
  return draftsOf(user).flatMap(({ what: name, text }) => {
    const form = name.startsWith(job + PART) ? read(text) : null;
    return form ? [{ part: name.slice((job + PART).length), form }] : [];
  });
}

/** A form as one line. */
export const partLine = (form: Pick<PartDraft, 'name' | 'quantity' | 'unit'>): string =>
  [form.name, `× ${form.quantity} ${form.unit}`.trim()].filter(Boolean).join(' ');

/** null: it is none of ours. */
export function read(text: string | undefined): PartDraft | null {
  try {
    const kept = JSON.parse(text ?? 'null') as Partial<PartDraft> | null;
    return kept && typeof kept === 'object' && typeof kept.name === 'string' ? { ...emptyPart(), ...kept } : null;
  } catch {
    return null;
  }
}

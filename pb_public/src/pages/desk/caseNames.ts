// The names behind the ids of a case: which checklist an answer belongs to, which contact or asset a value means.
import type { LutongDB } from '../../db/db.ts';
import type { Conflict, Id, Template } from '../../domain/records.ts';

export interface CaseNames {
  /** The checklist of a run, also where the run itself was refused. */
  templates: ReadonlyMap<Id, Template>;
  /** Of whatever else a value may point to. */
  others: ReadonlyMap<Id, string>;
}

export const noNames: CaseNames = { templates: new Map(), others: new Map() };
export const isId = (text: string) => /^[a-z0-9]{15}$/.test(text);

export async function caseNames(db: LutongDB, cases: readonly Conflict[]): Promise<CaseNames> {
  const known = new Map((await db.templates.toArray()).map((one) => [one.id, one]));
  const templates = new Map<Id, Template>(known);
  for (const run of new Set(cases.filter((c) => c.collection === 'runs').map((c) => c.record))) {
    const template = known.get((await db.runs.get(run))?.template ?? (await refusedTemplate(db, run)));
    if (template) templates.set(run, template);
  }
  const ids = [...new Set(idsIn(cases.map((c) => [c.base, c.theirs, c.mine])))];
  const others = new Map<Id, string>();
  for (const table of [db.contacts, db.assets]) for (const one of await table.bulkGet(ids)) if (one?.name) others.set(one.id, one.name);
  for (const table of [db.articles, db.jobs]) for (const one of await table.bulkGet(ids)) if (one?.title) others.set(one.id, one.title);
  return { templates, others };
}

async function refusedTemplate(db: LutongDB, run: Id): Promise<Id> {
  const started = (await db.conflicts.where('[collection+record]').equals(['runs', run]).toArray()).find((c) => c.op === 'create');
  const template = (started?.mine as { template?: unknown } | null | undefined)?.template;
  return typeof template === 'string' ? template : '';
}

function idsIn(value: unknown): Id[] {
  if (typeof value === 'string') return isId(value) ? [value] : [];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(idsIn) : [];
}

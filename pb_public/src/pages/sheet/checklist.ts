// Which checklists a job has, and how far each is: pure.
import type { Answer, JobKind, Run, Stage, Template, TemplateItem } from '../../domain/records.ts';

const STAGES: readonly (Stage | '')[] = ['beforeDeparture', 'onArrival', 'afterInstall', 'leaving', 'other', ''];

export interface Checklist {
  template: Template;
  run: Run | null;
}

/** Runs that were begun (with the version they were begun with), and the newest version of each template that fits the job's kind. */
export function checklistsOf(kind: JobKind | '', templates: readonly Template[], runs: readonly Run[]): Checklist[] {
  const byId = new Map(templates.map((template) => [template.id, template]));
  const begun = runs.flatMap((run) => {
    const template = byId.get(run.template);
    return template ? [{ template, run }] : [];
  });
  const newest = new Map<string, Template>();
  for (const template of templates) {
    const fits = template.jobKinds.length === 0 || (kind !== '' && template.jobKinds.includes(kind));
    if (template.retired || !fits || begun.some((list) => list.template.key === template.key)) continue;
    if ((newest.get(template.key)?.version ?? -1) < template.version) newest.set(template.key, template);
  }
  const lists: Checklist[] = [...begun, ...[...newest.values()].map((template) => ({ template, run: null }))];
  return lists.sort(
    (a, b) => STAGES.indexOf(a.template.stage) - STAGES.indexOf(b.template.stage) || (a.template.key < b.template.key ? -1 : 1),
  );
}

/** An item with a condition is asked only when it holds: {item, is} names another item and the value (or values) it must have. */
export function asked(item: TemplateItem, answers: Run['answers']): boolean {
  const when = item.when;
  if (typeof when !== 'object' || when === null || Array.isArray(when)) return true;
  const other = answers[String(when['item'])]?.value ?? null;
  const wanted = when['is'] ?? true;
  return Array.isArray(wanted) ? wanted.some((value) => value === other) : wanted === other;
}

export function answered(item: TemplateItem, answer: Answer | null | undefined): boolean {
  if (!answer) return false;
  if (item.type === 'photo') return answer.photos.length > 0;
  if (item.type === 'tick') return answer.value === true;
  return answer.value !== null && answer.value !== '';
}

export function progressOf(list: Checklist): { done: number; all: number; requiredLeft: number } {
  const answers = list.run?.answers ?? {};
  const items = (list.template.items ?? []).filter((item) => asked(item, answers));
  const open = items.filter((item) => !answered(item, answers[item.id]));
  return { done: items.length - open.length, all: items.length, requiredLeft: open.filter((item) => item.required).length };
}

/** Whether a measured value is outside what the item calls good. */
export function outOfRange(item: TemplateItem, value: number): boolean {
  return (item.min !== undefined && value < item.min) || (item.max !== undefined && value > item.max);
}

/** The stage at which the job is, so that its list stands open. */
export function stageFor(status: string): Stage {
  switch (status) {
    case '':
    case 'new':
    case 'assigned':
    case 'accepted':
    case 'enRoute':
      return 'beforeDeparture';
    case 'onSite':
      return 'onArrival';
    case 'restored':
    case 'fixed':
      return 'afterInstall';
    default:
      return 'leaving';
  }
}

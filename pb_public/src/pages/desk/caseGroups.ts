// What one person did on one job while it was no longer theirs arrives as many refused changes. They belong together: one decision settles
// them, and they are made up for in the order they were done, so that a checklist exists before its answers. Pure.
import type { Conflict, Id } from '../../domain/records.ts';

export interface CaseGroup {
  key: string;
  by: Id;
  job: Id;
  cases: readonly Conflict[];
}

/** As it was done: by the corrected clock, then by the number the device gave it. */
export function asDone(a: Conflict, b: Conflict): number {
  const [at, other] = [a.correctedAt || a.at, b.correctedAt || b.at];
  return at === other ? a.n - b.n : at < other ? -1 : 1;
}

/** Two versions of one field are a choice of their own each; only whole changes can be taken or left together. */
const together = (c: Conflict) => c.field === '' && c.collection !== 'conflicts';
const recordOf = (c: Conflict) => `${c.by}:${c.collection}:${c.record}`;

/** The cases as they are shown, in the order given; a group stands where its first case does. */
export function caseGroups(conflicts: readonly Conflict[]): CaseGroup[] {
  const groups = new Map<string, CaseGroup & { cases: Conflict[] }>();
  // an answer to a checklist that was refused itself does not say its job; the checklist does
  const jobs = new Map(conflicts.filter((c) => c.job !== '').map((c) => [recordOf(c), c.job]));
  for (const c of conflicts) {
    const job = c.job || (jobs.get(recordOf(c)) ?? '');
    const key = together(c) && job !== '' ? `group:${c.by}:${job}` : c.id;
    const group = groups.get(key);
    if (group) group.cases.push(c);
    else groups.set(key, { key, by: c.by, job, cases: [c] });
  }
  for (const group of groups.values()) group.cases.sort(asDone);
  return [...groups.values()];
}

// Where a record is looked at: a job where this person works on jobs, what has no page of its own beside the list of what was found.
import type { Role } from '../../domain/records.ts';
import type { RecordKind } from '../../search/record.ts';

export function hrefOf(kind: RecordKind, id: string, query: string, role: Role | '' | undefined): string {
  const desk = role === 'dispatcher' || role === 'manager';
  if (kind === 'job') return desk ? `/desk/job/${id}` : `/jobs/${id}`;
  return `/find/${kind}/${id}${query ? `?q=${encodeURIComponent(query)}` : ''}`;
}

// What is on the filing form, and the job it becomes. Pure.
import type { JobFileArgs } from '../../commands/index.ts';
import type { Id, JobKind, Pressure, Priority, Team } from '../../domain/records.ts';
import { promised } from './standing.ts';

export interface Filing {
  team: Id;
  customer: Id;
  site: Id;
  contact: Id;
  /** A place and a person that are not on file, as they were typed. */
  siteText: string;
  contactText: string;
  kind: JobKind;
  priority: Priority;
  title: string;
  description: string;
  who: string;
  beforeWhom: string;
  business: string;
  mustWorkFirst: string;
  deadline: string;
  /** As the browser's date fields write them: local time, "2026-11-21T14:30". */
  plannedStart: string;
  plannedEnd: string;
  assignees: Id[];
}

export function emptyFiling(team: Id): Filing {
  return {
    ...{
      team,
      customer: '',
      site: '',
      contact: '',
      siteText: '',
      contactText: '',
      kind: 'fault',
      priority: 'high',
      title: '',
      description: '',
    },
    ...{ who: '', beforeWhom: '', business: '', mustWorkFirst: '', deadline: '', plannedStart: '', plannedEnd: '', assignees: [] },
  };
}

/** Whether there is anything on it that would be missed. */
export function touched(f: Filing): boolean {
  return Boolean(
    f.customer ||
    f.siteText ||
    f.contactText ||
    f.title ||
    f.description ||
    f.who ||
    f.beforeWhom ||
    f.business ||
    f.mustWorkFirst ||
    f.deadline ||
    f.plannedStart ||
    f.assignees.length,
  );
}

/** How a place or a person that is not on file is told in the job's description. */
export type Unlisted = (what: 'site' | 'contact', text: string) => string;

export function jobOf(f: Filing, team: Team | undefined, now: number, unlisted: Unlisted): JobFileArgs {
  const pressure: Pressure = {};
  for (const key of ['who', 'beforeWhom', 'business', 'mustWorkFirst'] as const) if (f[key].trim()) pressure[key] = f[key].trim();
  if (f.deadline.trim()) pressure.deadline = deadlineOf(f.deadline, now);
  const start = instant(f.plannedStart);
  const end = instant(f.plannedEnd);
  const description = [
    f.description.trim(),
    !f.site && f.siteText.trim() ? unlisted('site', f.siteText.trim()) : '',
    !f.contact && f.contactText.trim() ? unlisted('contact', f.contactText.trim()) : '',
  ];
  // The promises of the team's table run from the call; work for an agreed day has its appointment instead.
  const promises = f.kind === 'fault' ? promised(team, f.priority, now) : { respondBy: '', restoreBy: '' };
  return {
    ...{ team: f.team, customer: f.customer, site: f.site, contact: f.contact, kind: f.kind, priority: f.priority },
    ...{ title: f.title.trim(), description: description.filter(Boolean).join('\n'), pressure, assignees: [...f.assignees] },
    ...{ plannedStart: start, plannedEnd: end, ...promises },
  };
}

function instant(local: string): string {
  const at = local ? new Date(local) : null;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : '';
}

/** "14:30" is today's half past two (tomorrow's when it has passed), "30 分钟" counts from now; other words stay words. */
export function deadlineOf(text: string, now: number): string {
  const words = text.normalize('NFKC').trim();
  const clock = /^(\d{1,2}):(\d{2})$/.exec(words);
  if (clock && Number(clock[1]) < 24 && Number(clock[2]) < 60) {
    const at = new Date(now);
    at.setHours(Number(clock[1]), Number(clock[2]), 0, 0);
    if (at.getTime() < now) at.setDate(at.getDate() + 1);
    return at.toISOString();
  }
  const span = /^(\d{1,3}) ?(分钟|分|min|minutes|小时|h|hours)(内|后)?$/i.exec(words);
  if (span) return new Date(now + Number(span[1]) * (/^(小时|h)/i.test(span[2]!) ? 3_600_000 : 60_000)).toISOString();
  return text.trim();
}

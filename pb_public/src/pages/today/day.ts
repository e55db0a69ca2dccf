// The engineer's day out of all the jobs on the tablet: what is under way, what stays from before, today, and what comes. Pure.
import type { Id } from '../../domain/records.ts';
import { isOpen, isUnderway, when, type JobLine } from '../jobs/jobWords.ts';

export interface Day {
  underway: JobLine[];
  earlier: JobLine[];
  today: JobLine[];
  next: JobLine[];
  /** ended today: to look at what was done */
  done: JobLine[];
}

const dayOf = (time: string | number) => {
  const d = new Date(time);
  return d.getFullYear() * 10_000 + d.getMonth() * 100 + d.getDate();
};

export function dayFor(lines: readonly JobLine[], me: Id | null, now: number): Day {
  const today = dayOf(now);
  const day: Day = { underway: [], earlier: [], today: [], next: [], done: [] };
  for (const line of lines) {
    const { job } = line;
    if (me !== null && !job.assignees.includes(me)) continue;
    if (!isOpen(job) || job.status === 'signed') {
      const end = job.stamps.closed || job.stamps.signed || '';
      if (end && dayOf(end) === today) day.done.push(line);
      else if (isOpen(job)) day.earlier.push(line);
      continue;
    }
    const planned = dayOf(when(job));
    if (isUnderway(job)) day.underway.push(line);
    else if (planned < today) day.earlier.push(line);
    else if (planned === today) day.today.push(line);
    else day.next.push(line);
  }
  for (const list of Object.values(day) as JobLine[][]) list.sort((a, b) => (when(a.job) < when(b.job) ? -1 : 1));
  day.next = day.next.slice(0, 10);
  return day;
}

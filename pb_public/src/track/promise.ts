import type { TrackAnswer } from './answer';

/** The next message that was promised: when, and how far off (ms, negative when the time is past). Null where none is due. */
export interface Promised {
  at: number;
  left: number;
  late: boolean;
}

const minute = 60_000;

/** Times are shown in minutes, so a promise holds until its minute is over, and not a second longer. */
export function promised(answer: Pick<TrackAnswer, 'nextUpdateBy' | 'job'>, now: number): Promised | null {
  if (['signed', 'closed', 'cancelled'].includes(answer.job.status)) return null;
  const due = Date.parse(answer.nextUpdateBy);
  if (Number.isNaN(due)) return null;
  const at = Math.ceil(due / minute) * minute;
  return { at, left: at - now, late: now >= at };
}

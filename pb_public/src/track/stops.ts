import type { TrackAnswer } from './answer';

/**
 * The stops on the customer's road. A fault has "restored" as a stop of its own, because the business comes back before the cause is
 * known; other kinds of work have no such moment.
 */
export type StopKey = 'reported' | 'booked' | 'departed' | 'arrived' | 'restored' | 'fixed' | 'done';

export interface Stop {
  key: StopKey;
  at: string;
  /** passed: it lies behind, but nobody wrote down when, so it is not said to be done */
  state: 'done' | 'now' | 'ahead' | 'passed';
}

export interface Road {
  stops: Stop[];
  /** How far the traveller is, in stops: 1.5 is half way between the second stop and the third. */
  reach: number;
}

const ranks = ['new', 'assigned', 'accepted', 'enRoute', 'onSite', 'restored', 'fixed', 'signed', 'closed'];

/** The status that each stamp stands for, the furthest first. */
const reachedBy = [
  ['fixed', 'fixed'],
  ['restored', 'restored'],
  ['arrived', 'onSite'],
  ['departed', 'enRoute'],
] as const;

/**
 * How far the work is, in the words of a status. A signature or the office's closing says nothing of the work: somebody may have signed
 * before anybody set off. `ended`: closed without having been fixed.
 */
export function workOf(a: TrackAnswer): string {
  const { status } = a.job;
  if (status !== 'signed' && status !== 'closed') return status;
  if (a.stamps['fixed']) return status;
  if (status === 'closed') return 'ended';
  return reachedBy.find(([stamp]) => a.stamps[stamp])?.[1] ?? (a.engineers.length ? 'assigned' : 'new');
}

export function roadOf(a: TrackAnswer, now: number): Road {
  const fault = a.job.kind === 'fault';
  const rank = ranks.indexOf(a.job.status);
  const s = (name: string) => a.stamps[name] ?? '';
  /** Its own stamp, or that of a later stop that cannot be without it; one from before a reopening lies ahead again. */
  const reached = (status: string, ...stamps: string[]) =>
    a.job.status === status || (rank >= ranks.indexOf(status) && stamps.some((name) => s(name) !== ''));
  const plan: [StopKey, string, boolean][] = [
    [fault ? 'reported' : 'booked', s('reported'), true],
    ['departed', s('departed'), reached('enRoute', 'departed', 'arrived') || a.job.status === 'onSite'],
    ['arrived', s('arrived'), reached('onSite', 'arrived')],
    ...(fault
      ? ([
          ['restored', s('restored'), reached('restored', 'restored', 'fixed') || a.job.status === 'fixed'],
          ['fixed', s('fixed'), reached('fixed', 'fixed')],
        ] as [StopKey, string, boolean][])
      : ([['done', s('fixed'), reached('fixed', 'fixed')]] as [StopKey, string, boolean][])),
  ];
  const last = plan.findLastIndex(([, , is]) => is);
  const over = a.job.status === 'closed';
  const stops = plan.map(([key, at, is], i): Stop => ({
    key,
    at: is ? at : '',
    state: i > last ? (over ? 'passed' : 'ahead') : !is ? 'passed' : i < last || over || last === plan.length - 1 ? 'done' : 'now',
  }));
  return { stops, reach: last + (last === 1 ? travelled(s('departed'), a.eta, now) : 0) };
}

/** The share of the way behind a traveller, kept off both ends so that nobody seems to have arrived before saying so. */
export function travelled(departed: string, eta: string, now: number): number {
  const from = Date.parse(departed);
  const to = Date.parse(eta);
  if (!(to > from)) return 0.35;
  return Math.min(0.7, Math.max(0.3, (now - from) / (to - from)));
}

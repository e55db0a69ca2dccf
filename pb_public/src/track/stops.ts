import type { TrackAnswer } from './answer';

/**
 * The stops on the customer's road. A fault has "restored" as a stop of its own, because the business comes back before the cause is
 * known; other kinds of work have no such moment.
 */
export type StopKey = 'reported' | 'booked' | 'departed' | 'arrived' | 'restored' | 'fixed' | 'done';

export interface Stop {
  key: StopKey;
  at: string;
  state: 'done' | 'now' | 'ahead';
}

export interface Road {
  stops: Stop[];
  /** How far the traveller is, in stops: 1.5 is half way between the second stop and the third. */
  reach: number;
}

const ranks = ['new', 'assigned', 'accepted', 'enRoute', 'onSite', 'restored', 'fixed', 'signed', 'closed'];

export function roadOf(a: TrackAnswer, now: number): Road {
  const fault = a.job.kind === 'fault';
  const rank = ranks.indexOf(a.job.status);
  const s = (name: string) => a.stamps[name] ?? '';
  const from = (status: string) => rank >= ranks.indexOf(status);
  const plan: [StopKey, string, boolean][] = [
    [fault ? 'reported' : 'booked', s('reported'), true],
    ['departed', s('departed'), from('enRoute')],
    ['arrived', s('arrived'), from('onSite')],
    ...(fault
      ? ([
          ['restored', s('restored'), from('restored')],
          ['fixed', s('fixed'), from('fixed')],
        ] as [StopKey, string, boolean][])
      : ([['done', s('fixed') || s('signed') || s('closed'), from('fixed')]] as [StopKey, string, boolean][])),
  ];
  const last = plan.reduce((found, [, , reached], i) => (reached ? i : found), 0);
  const stops = plan.map(([key, at], i): Stop => ({
    key,
    at: i <= last ? at : '',
    state: i < last ? 'done' : i > last ? 'ahead' : last === plan.length - 1 ? 'done' : 'now',
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

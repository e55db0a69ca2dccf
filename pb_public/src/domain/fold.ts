// Where a job stands: the fold of its events (M7). The rules are told at hooks/job/fold.go; both pass hooks/job/testdata/fold.json.
// Total, and independent of the order of its argument: events count by corrected time, then id, each id once.
import type { JobEvent, JobStatus, Stamps, Time, Waiting } from './records.ts';

export interface JobState {
  status: JobStatus;
  waiting: Waiting;
  stamps: Stamps;
  flags: string[];
  lastShared: Time;
  eta: Time;
}

/** What the fold reads of an event; missing fields count as empty. */
export type FoldEvent = Pick<JobEvent, 'id' | 'kind' | 'correctedAt'> & Partial<Pick<JobEvent, 'eta' | 'shared' | 'data'>>;

const STATUSES: JobStatus[] = ['new', 'assigned', 'accepted', 'enRoute', 'onSite', 'restored', 'fixed', 'signed', 'closed'];
const STEPS: { [kind: string]: number | undefined } = {
  reported: 0,
  assigned: 1,
  accepted: 2,
  departed: 3,
  arrived: 4,
  restored: 5,
  fixed: 6,
  signed: 7,
  closed: 8,
};
const CLOSED = 8;
const STAMPED = new Set(['departed', 'arrived', 'restored', 'causeFound', 'fixed', 'signed', 'closed']);
const ENDS_JOURNEY = new Set(['declined', 'arrived', 'restored', 'fixed', 'signed', 'left', 'closed', 'cancelled']);
const WAITING_FOR = ['parts', 'customer', 'access', 'carrier'];

/** Whether nothing more is expected to happen to a job of that status. */
export function ended(status: string): boolean {
  return status === 'closed' || status === 'cancelled';
}

// Ids and times are ASCII, so comparing code units is the same order as in Go.
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function inOrder(events: readonly FoldEvent[]): FoldEvent[] {
  const seen = new Set<string>();
  return [...events]
    .sort((a, b) => compare(a.correctedAt, b.correctedAt) || compare(a.id, b.id) || compare(a.kind, b.kind))
    .filter((e) => !seen.has(e.id) && seen.add(e.id));
}

export function fold(events: readonly FoldEvent[]): JobState {
  const sorted = inOrder(events);
  const state: JobState = { status: 'new', waiting: '', stamps: {}, flags: [], lastShared: '', eta: '' };
  let step = 0;
  let cancelled = false;
  let everThere = false; // somebody arrived, in any round

  for (const e of sorted) {
    if (e.shared) state.lastShared = e.correctedAt;
    if (e.kind === 'reopened') {
      step = 0;
      cancelled = false;
      Object.assign(state, { waiting: '', eta: '', stamps: {}, flags: [] });
    }
    if (ENDS_JOURNEY.has(e.kind)) state.eta = '';
    if (e.eta) state.eta = e.eta;
    switch (e.kind) {
      case 'declined':
        step = 0;
        if (everThere && !cancelled) state.flags.push('declinedAfterArrival');
        break;
      case 'cancelled':
        if (cancelled) break;
        if (step === CLOSED) state.flags.push('cancelAfterClose');
        else if (everThere) state.flags.push('cancelAfterArrival');
        else cancelled = true;
        break;
      case 'waiting': {
        const reason = e.data?.['for'];
        if (typeof reason === 'string' && WAITING_FOR.includes(reason)) state.waiting = reason as Waiting;
        break;
      }
      case 'resumed':
        state.waiting = '';
        break;
      case 'arrived':
        everThere = true;
        if (cancelled) state.flags.push('arrivedAfterCancel');
        break;
    }
    step = Math.max(step, STEPS[e.kind] ?? 0);
    if (STAMPED.has(e.kind) && e.correctedAt) state.stamps[e.kind as keyof Stamps] ??= e.correctedAt;
  }

  state.status = cancelled ? 'cancelled' : STATUSES[step]!;
  if (ended(state.status)) state.waiting = state.eta = '';
  stampReport(sorted, state);
  state.flags = [...new Set(state.flags)].sort();
  return state;
}

/** What the customer does is no response to the customer. */
const BY_CUSTOMER = new Set(['reported', 'rated', 'signed']);

/** reported counts from the customer's first call of all; responded is our first shared word from then on. */
function stampReport(sorted: FoldEvent[], state: JobState): void {
  const reported = sorted.find((e) => e.kind === 'reported' && e.correctedAt)?.correctedAt;
  if (!reported) return;
  state.stamps.reported = reported;
  const responded = sorted.find((e) => e.shared && !BY_CUSTOMER.has(e.kind) && e.correctedAt >= reported);
  if (responded) state.stamps.responded = responded.correctedAt;
}

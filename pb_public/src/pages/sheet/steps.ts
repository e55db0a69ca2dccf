// What has been reached, what comes next: pure, from the job's folded state and its events.
import type { EventKind, Job, JobEvent, JobKind, Time } from '../../domain/records.ts';
import type { RoadStop } from '../../ui/road.ts';

/** Acts that are one tap. `signed` is the tap that opens the signature. */
export type Step =
  | 'accepted'
  | 'departed'
  | 'arrived'
  | 'restored'
  | 'causeFound'
  | 'fixed'
  | 'tested'
  | 'explained'
  | 'handedOver'
  | 'signed'
  | 'left'
  | 'resumed'
  | 'workaroundUndone';

/** Where something was broken, service comes back first and the cause is found after it (F9). */
export function restoresFirst(kind: JobKind | ''): boolean {
  return kind === 'fault';
}

/** The events since the job was last reopened: only they count for what comes next. */
export function thisRound(events: readonly JobEvent[]): readonly JobEvent[] {
  const at = events.findLastIndex((e) => e.kind === 'reopened');
  return at < 0 ? events : events.slice(at + 1);
}

export function firstAt(events: readonly JobEvent[], kind: EventKind): Time {
  return events.find((e) => e.kind === kind)?.correctedAt ?? '';
}

/**
 * A customer signs for work that was done: once it is restored or fixed, on glass as on their own phone (hooks/rate.go: afterRestore).
 * Asked of the job as this tablet knows it.
 */
export function maySign(job: Pick<Job, 'status' | 'stamps'>): boolean {
  if (job.status === 'signed') return Boolean(job.stamps.arrived || job.stamps.restored || job.stamps.fixed);
  return ['restored', 'fixed', 'closed'].includes(job.status);
}

/** The one obvious next step, and the others that make sense now. */
export function nextSteps(job: Job, events: readonly JobEvent[]): { first: Step | null; others: Step[] } {
  const did = new Set(thisRound(events).map((e) => e.kind));
  const fault = restoresFirst(job.kind);
  if (job.status === 'closed' || job.status === 'cancelled') return { first: null, others: [] };
  const order = first(job, did, fault);
  const known: Step[] = fault
    ? ['restored', 'causeFound', 'fixed', 'tested', 'explained', 'signed', 'left']
    : ['fixed', 'tested', 'explained', 'handedOver', 'signed', 'left'];
  const onSite = Boolean(job.stamps.arrived);
  const others = onSite ? known.filter((step) => step !== order && !did.has(step) && (step !== 'signed' || maySign(job))) : [];
  if (onSite && job.workaround && did.has('restored') && !did.has('workaroundUndone') && order !== 'workaroundUndone')
    others.push('workaroundUndone');
  return { first: order, others };
}

function first(job: Job, did: Set<EventKind>, fault: boolean): Step | null {
  if (job.waiting) return 'resumed';
  switch (job.status) {
    case '':
    case 'new':
    case 'assigned':
      return 'accepted';
    case 'accepted':
      return 'departed';
    case 'enRoute':
      return 'arrived';
    case 'onSite':
      return fault ? 'restored' : 'fixed';
    case 'restored':
      return did.has('causeFound') ? 'fixed' : 'causeFound';
    case 'fixed':
      if (!did.has('tested')) return 'tested';
      return fault && !did.has('explained') ? 'explained' : 'signed';
    case 'signed':
      if (!maySign(job)) return did.has('departed') ? 'arrived' : did.has('accepted') ? 'departed' : 'accepted';
      return did.has('left') ? null : 'left';
    case 'closed':
    case 'cancelled':
      return null;
  }
}

export type Milestone = 'accepted' | 'departed' | 'arrived' | 'restored' | 'causeFound' | 'fixed' | 'signed';

export function milestones(kind: JobKind | ''): Milestone[] {
  return restoresFirst(kind)
    ? ['accepted', 'departed', 'arrived', 'restored', 'causeFound', 'fixed', 'signed']
    : ['accepted', 'departed', 'arrived', 'fixed', 'signed'];
}

export interface RoadWords {
  label: (stop: Milestone) => string;
  time: (at: Time) => string;
  spoken: (state: RoadStop['state']) => string;
}

/** The milestones as a road. Steps may come out of order: each stands for itself, "now" is the last of those reached. */
export function roadStops(job: Job, events: readonly JobEvent[], words: RoadWords): RoadStop[] {
  const round = thisRound(events);
  const kinds = milestones(job.kind);
  const at = kinds.map((kind) => (kind === 'accepted' ? firstAt(round, 'accepted') : (job.stamps[kind] ?? '')));
  // work that is not a repair is done when it was tested
  const done = kinds.indexOf('fixed');
  if (!restoresFirst(job.kind) && !at[done]) at[done] = firstAt(round, 'tested');
  // somebody who is on the road has accepted, whether or not it was tapped
  if (!at[0] && at.slice(1, 3).some(Boolean)) at[0] = at[1] || at[2] || '';
  const now = at.findLastIndex(Boolean);
  const next = at.findIndex((time, i) => !time && i > now);
  const restored = Boolean(job.stamps.restored) || Boolean(job.stamps.fixed);
  return kinds.map((key, i) => {
    const state: RoadStop['state'] = i === now ? 'now' : at[i] ? 'done' : i === next ? 'next' : 'ahead';
    const way: RoadStop['way'] = at[i]
      ? 'open'
      : key === 'restored' && !restored
        ? 'closed'
        : restored && !job.stamps.fixed && (key === 'causeFound' || key === 'fixed')
          ? 'repair'
          : i < now
            ? 'open'
            : 'ahead';
    return { key, label: words.label(key), time: at[i] ? words.time(at[i]) : '', state, way, spoken: words.spoken(state) };
  });
}

/** Minutes a customer has waited for a word, 0 when nobody is waiting: while someone is expected or service is down. */
export function silentMinutes(job: Job, now: number): number {
  const waits = restoresFirst(job.kind) ? ['new', 'assigned', 'accepted', 'enRoute', 'onSite'] : ['enRoute'];
  if (job.waiting || !waits.includes(job.status)) return 0;
  const since = job.lastShared || job.stamps.reported || '';
  return since ? Math.max(0, Math.floor((now - Date.parse(since)) / 60_000)) : 0;
}

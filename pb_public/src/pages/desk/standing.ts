// Where an open job stands for the dispatcher: its column, the clock that runs, how long the customer has heard nothing, and whether a
// person must act now. Pure; `now` is an argument. Silence follows hooks/job/sla.go.
import type { Job, Team, Time } from '../../domain/records.ts';

/** What the board keeps of a job: no long texts, so that ten thousand of them are light. */
export type Card = Pick<
  Job,
  | 'id'
  | 'number'
  | 'provisional'
  | 'title'
  | 'kind'
  | 'priority'
  | 'team'
  | 'customer'
  | 'site'
  | 'assignees'
  | 'status'
  | 'waiting'
  | 'stamps'
  | 'flags'
  | 'lastShared'
  | 'eta'
  | 'plannedStart'
  | 'respondBy'
  | 'restoreBy'
  | 'createdAt'
>;

export function cardOf(job: Job): Card {
  const { id, number, provisional, title, kind, priority, team, customer, site, assignees, status, waiting, stamps } = job;
  const { flags, lastShared, eta, plannedStart, respondBy, restoreBy, createdAt } = job;
  return {
    ...{ id, number, provisional, title, kind, priority, team, customer, site, assignees, status, waiting, stamps },
    ...{ flags, lastShared, eta, plannedStart, respondBy, restoreBy, createdAt },
  };
}

export const columns = ['new', 'assigned', 'enRoute', 'onSite', 'restored', 'toClose'] as const;
export type Column = (typeof columns)[number];

/** The statuses of jobs that are on the board; "" is a job so new that nobody has folded it yet. */
export const openStatuses = ['', 'new', 'assigned', 'accepted', 'enRoute', 'onSite', 'restored', 'fixed', 'signed'] as const;

export function columnOf(status: Job['status']): Column | null {
  switch (status) {
    case '':
    case 'new':
      return 'new';
    case 'assigned':
    case 'accepted':
      return 'assigned';
    case 'enRoute':
    case 'onSite':
    case 'restored':
      return status;
    case 'fixed':
    case 'signed':
      return 'toClose';
    case 'closed':
    case 'cancelled':
      return null;
  }
}

/** The promise that comes due next: to answer, to restore, or to be there. `left` is in minutes, negative when broken. */
export interface Due {
  what: 'respond' | 'restore' | 'planned';
  at: Time;
  left: number;
}

export function dueOf(card: Card, now: number): Due | null {
  const due = (what: Due['what'], at: Time): Due => ({ what, at, left: Math.floor((Date.parse(at) - now) / 60_000) });
  const column = columnOf(card.status);
  if (!column || column === 'restored' || column === 'toClose') return null;
  if (card.respondBy && !card.stamps.responded) return due('respond', card.respondBy);
  if (card.restoreBy && !card.stamps.restored) return due('restore', card.restoreBy);
  if (card.plannedStart && !card.stamps.departed) return due('planned', card.plannedStart);
  return null;
}

/** For how many whole minutes the customer has heard nothing while waiting; 0 when nobody waits. */
export function silenceOf(card: Card, now: number): number {
  const column = columnOf(card.status);
  if (!column || column === 'restored' || column === 'toClose' || card.waiting === 'customer' || !card.stamps.reported) return 0;
  const appointment = card.plannedStart ? Date.parse(card.plannedStart) : Infinity;
  if (card.kind !== 'fault' && column !== 'enRoute' && column !== 'onSite' && appointment > now) return 0;
  let since = Math.max(Date.parse(card.lastShared) || 0, Date.parse(card.stamps.reported));
  if (card.kind !== 'fault' && appointment <= now) since = Math.max(since, appointment);
  return Math.max(0, Math.floor((now - since) / 60_000));
}

/** Why a person must act; the order is the order of what is said first. */
export type Reason = 'conflict' | 'flag' | 'respondLate' | 'restoreLate' | 'silent';

export interface Standing {
  column: Column;
  due: Due | null;
  silence: number;
  silenceLimit: number;
  reasons: Reason[];
  /** The promise breaks within half an hour, or nobody is sent to something urgent: worth a look, not yet an alarm. */
  soon: boolean;
}

const soonMinutes = 30;

export function standingOf(card: Card, team: Team | undefined, conflicts: number, now: number): Standing | null {
  const column = columnOf(card.status);
  if (!column) return null;
  const due = dueOf(card, now);
  const silence = silenceOf(card, now);
  const silenceLimit = team?.silenceMinutes || 15;
  const reasons: Reason[] = [];
  if (conflicts > 0) reasons.push('conflict');
  if (card.flags.length > 0) reasons.push('flag');
  if (due && due.left < 0 && due.what === 'respond') reasons.push('respondLate');
  if (due && due.left < 0 && due.what === 'restore') reasons.push('restoreLate');
  if (silence >= silenceLimit && !reasons.includes('respondLate')) reasons.push('silent');
  const soon = (due !== null && due.left <= soonMinutes) || (column === 'new' && card.priority === 'urgent') || silence * 2 >= silenceLimit;
  return { column, due, silence, silenceLimit, reasons, soon };
}

/** First who needs a person, then whose promise breaks first, then who has waited longest. */
export function byNeed(a: { card: Card; standing: Standing }, b: { card: Card; standing: Standing }): number {
  const need = Number(b.standing.reasons.length > 0) - Number(a.standing.reasons.length > 0);
  if (need) return need;
  const left = (a.standing.due?.left ?? Infinity) - (b.standing.due?.left ?? Infinity);
  if (left && !Number.isNaN(left)) return left;
  return a.card.createdAt < b.card.createdAt ? -1 : a.card.createdAt > b.card.createdAt ? 1 : a.card.id < b.card.id ? -1 : 1;
}

/** When a promise of the team's table falls due; same rule as job.Due on the server. */
export function promised(team: Team | undefined, priority: string, reported: number): { respondBy: Time; restoreBy: Time } {
  const row = team?.sla[priority as keyof Team['sla']] ?? team?.sla.normal;
  const after = (minutes: number | undefined) => (minutes && minutes > 0 ? new Date(reported + minutes * 60_000).toISOString() : '');
  return { respondBy: after(row?.respondMinutes), restoreBy: after(row?.restoreMinutes) };
}

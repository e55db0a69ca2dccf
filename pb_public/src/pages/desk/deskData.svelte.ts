// What all rooms of the desk look at, read once from this device's database: open jobs as light cards, the names around them, and what
// waits for a decision.
import { createContext } from 'svelte';
import type { Conflict, Customer, Id, Site, Team, User } from '../../domain/records.ts';
import { clock } from '../../state/clock.svelte.ts';
import { live } from '../../state/live.svelte.ts';
import { session } from '../../state/session.svelte.ts';
import { byNeed, cardOf, openStatuses, standingOf, type Card, type Standing } from './standing.ts';

export interface Open {
  card: Card;
  standing: Standing;
}

export interface DeskData {
  readonly ready: boolean;
  /** Open jobs, the most pressing first. */
  readonly open: readonly Open[];
  readonly conflicts: readonly Conflict[];
  readonly teams: ReadonlyMap<Id, Team>;
  readonly customers: ReadonlyMap<Id, Customer>;
  readonly sites: ReadonlyMap<Id, Site>;
  readonly users: ReadonlyMap<Id, User>;
  /** Engineers with what they carry, the least loaded first; of one team when it is given. */
  engineers(team: Id): Engineer[];
  name(user: Id): string;
  /** "H 集团 · 总部大楼" */
  place(of: { customer: Id; site: Id }): string;
}

export interface Engineer {
  user: User;
  open: number;
  /** The job the engineer is on the way to, or at. */
  busyWith: Card | null;
}

export const [getDesk, setDesk] = createContext<DeskData>();

const byId = <T extends { id: Id }>(rows: readonly T[]): ReadonlyMap<Id, T> => new Map(rows.map((row) => [row.id, row]));

export function deskData(): DeskData {
  // one range per status: each is read in bulk, where a query over several keys would step through a cursor row by row
  const cards = live<Card[]>(async (db) => {
    const byStatus = await Promise.all(openStatuses.map((status) => db.jobs.where('status').equals(status).toArray()));
    return byStatus.flat().map(cardOf);
  }, []);
  const conflictRows = live<Conflict[]>((db) => db.conflicts.where('resolution').equals('').toArray(), []);
  const teamRows = live<Team[]>((db) => db.teams.toArray(), []);
  const customerRows = live<Customer[]>((db) => db.customers.toArray(), []);
  const siteRows = live<Site[]>((db) => db.sites.toArray(), []);
  const userRows = live<User[]>((db) => db.users.toArray(), []);

  const teams = $derived(byId(teamRows.value));
  const customers = $derived(byId(customerRows.value));
  const sites = $derived(byId(siteRows.value));
  const users = $derived(byId(userRows.value));
  const conflicts = $derived(conflictRows.value.toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1)));
  const conflictsOf = $derived.by(() => {
    const counts = new Map<Id, number>();
    for (const c of conflicts) if (c.job) counts.set(c.job, (counts.get(c.job) ?? 0) + 1);
    return counts;
  });
  const open = $derived.by(() => {
    const rows: Open[] = [];
    for (const card of cards.value) {
      const standing = standingOf(card, teams.get(card.team), conflictsOf.get(card.id) ?? 0, clock.now);
      if (standing) rows.push({ card, standing });
    }
    return rows.sort(byNeed);
  });

  return {
    get ready() {
      return cards.ready;
    },
    get open() {
      return open;
    },
    get conflicts() {
      return conflicts;
    },
    get teams() {
      return teams;
    },
    get customers() {
      return customers;
    },
    get sites() {
      return sites;
    },
    get users() {
      return users;
    },
    engineers(team) {
      const mine = team ? [team] : (session.user?.teams ?? []);
      const loads = new Map<Id, Engineer>();
      for (const user of users.values()) {
        if (user.role === 'engineer' && user.teams.some((t) => mine.includes(t))) loads.set(user.id, { user, open: 0, busyWith: null });
      }
      for (const { card } of open) {
        for (const id of card.assignees) {
          const load = loads.get(id);
          if (!load || card.status === 'fixed' || card.status === 'signed') continue;
          load.open++;
          if (card.status === 'enRoute' || card.status === 'onSite' || card.status === 'restored') load.busyWith = card;
        }
      }
      return [...loads.values()].sort(
        (a, b) =>
          Number(a.busyWith !== null) - Number(b.busyWith !== null) || a.open - b.open || a.user.name.localeCompare(b.user.name, 'zh'),
      );
    },
    name: (id) => users.get(id)?.name ?? '',
    place({ customer, site }) {
      const owner = customers.get(customer)?.name ?? '';
      const where = sites.get(site)?.name ?? '';
      // many sites carry their customer's name already
      return where.startsWith(owner) ? where || owner : [owner, where].filter(Boolean).join(' · ');
    },
  };
}

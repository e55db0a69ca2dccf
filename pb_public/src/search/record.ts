// What the one box knows of the records on this tablet beside the articles: jobs, what past jobs left behind, equipment, customers, sites,
// contacts. A record becomes a card: a name, a second line, and what it can be found by.
import type { Asset, Contact, Customer, Job, PastJob, Site } from '../domain/records.ts';

export type RecordKind = 'job' | 'pastJob' | 'asset' | 'customer' | 'site' | 'contact';
export type RecordGroup = 'jobs' | 'assets' | 'customers';
export const GROUPS = ['jobs', 'assets', 'customers'] as const satisfies readonly RecordGroup[];
export const groupOf: Record<RecordKind, RecordGroup> = {
  job: 'jobs',
  pastJob: 'jobs',
  asset: 'assets',
  customer: 'customers',
  site: 'customers',
  contact: 'customers',
};

/** By what a record was found; the words for it are search.why.<reason>. */
export type Reason =
  | 'number'
  | 'serial'
  | 'model'
  | 'ip'
  | 'qr'
  | 'phone'
  | 'name'
  | 'title'
  | 'customer'
  | 'site'
  | 'contact'
  | 'place'
  | 'address'
  | 'vendor'
  | 'description'
  | 'impact'
  | 'workaround'
  | 'cause'
  | 'fix'
  | 'story'
  | 'notes'
  | 'draft';

/** keys are compared without joints and spaces, names also by how they sound, texts as they are. */
export interface Card {
  kind: RecordKind;
  id: string;
  name: string;
  more: string;
  /** Orders what fits equally well: the newest first. */
  at: string;
  status: string;
  unsent: boolean;
  keys: [Reason, string][];
  names: [Reason, string][];
  texts: [Reason, string][];
}

/** The records as they stand in the tablet's tables, and what is typed but not stored yet. */
export interface Shelf {
  customers: Pick<Customer, 'id' | 'name' | 'notes'>[];
  sites: Pick<Site, 'id' | 'customer' | 'name' | 'address' | 'room' | 'notes'>[];
  contacts: Pick<Contact, 'id' | 'customer' | 'site' | 'name' | 'phone' | 'tellHow'>[];
  assets: Asset[];
  jobs: Job[];
  pastJobs: PastJob[];
  /** Jobs with work that was not acknowledged. */
  unsent: string[];
  drafts: Draft[];
}
export interface Draft {
  job: string;
  text: string;
}

export function cardsOf(shelf: Shelf): Card[] {
  const customers = new Map(shelf.customers.map((c) => [c.id, c]));
  const sites = new Map(shelf.sites.map((s) => [s.id, s]));
  const assets = new Map(shelf.assets.map((a) => [a.id, a]));
  const ofCustomer = new Map<string, Shelf['sites']>();
  for (const s of shelf.sites) ofCustomer.set(s.customer, [...(ofCustomer.get(s.customer) ?? []), s]);
  const held = new Set(shelf.jobs.map((j) => j.id));
  const unsent = new Set(shelf.unsent);
  const owner = (site: string): string => customers.get(sites.get(site)?.customer ?? '')?.name ?? '';
  const place = (customer: string, site: string): string => placeName(customer, sites.get(site)?.name ?? '');

  return [
    ...shelf.jobs.map((j): Card => {
      const customer = customers.get(j.customer)?.name ?? owner(j.site);
      const kit = j.assets.flatMap((id) => assets.get(id) ?? []);
      const { who = '', beforeWhom = '', business = '' } = j.pressure;
      return {
        ...{ kind: 'job', id: j.id, name: j.title, more: place(customer, j.site), at: j.plannedStart || j.createdAt, status: j.status },
        unsent: unsent.has(j.id),
        keys: [
          ['number', j.number],
          ['number', j.provisional],
          ...kit.flatMap((a): Card['keys'] => [
            ['model', a.model],
            ['serial', a.serial],
          ]),
        ],
        names: [
          ['title', j.title],
          ['customer', customer],
          ['site', sites.get(j.site)?.name ?? ''],
        ],
        texts: [
          ...shelf.drafts.flatMap((d): Card['texts'] => (d.job === j.id ? [['draft', d.text]] : [])),
          ...(['description', 'impact', 'workaround', 'cause', 'fix', 'story', 'notes'] as const).map((f): [Reason, string] => [f, j[f]]),
          ['description', [who, beforeWhom, business].filter(Boolean).join(' ')],
        ],
      };
    }),
    ...shelf.pastJobs
      .filter((p) => !held.has(p.job || p.id))
      .map((p): Card => {
        const customer = owner(p.site);
        return {
          ...{
            kind: 'pastJob',
            id: p.job || p.id,
            name: p.title,
            more: place(customer, p.site),
            at: p.closedAt,
            status: 'closed',
            unsent: false,
          },
          keys: [['number', p.number]],
          names: [
            ['title', p.title],
            ['customer', customer],
            ['site', sites.get(p.site)?.name ?? ''],
          ],
          texts: (['workaround', 'cause', 'fix', 'story'] as const).map((f) => [f, p[f]]),
        };
      }),
    ...shelf.assets.map((a): Card => {
      const customer = owner(a.site);
      return {
        ...{
          kind: 'asset',
          id: a.id,
          name: a.name || a.model,
          more: [a.model, place(customer, a.site), a.place].filter(Boolean).join(' · '),
        },
        ...{ at: a.installed, status: a.state, unsent: false },
        keys: [
          ['serial', a.serial],
          ['model', a.model],
          ['ip', a.ip],
          ['qr', a.qr],
          ['name', /\d/.test(a.name) ? a.name : ''],
        ],
        names: [
          ['name', a.name],
          ['customer', customer],
          ['site', sites.get(a.site)?.name ?? ''],
          ['place', a.place],
          ['vendor', a.vendor],
        ],
        texts: [['notes', a.notes]],
      };
    }),
    ...shelf.customers.map((c): Card => {
      const at = ofCustomer.get(c.id) ?? [];
      return {
        ...{ kind: 'customer', id: c.id, name: c.name, more: at.map((s) => s.name).join(' · '), at: '', status: '', unsent: false },
        ...{ keys: [], names: [['name', c.name]], texts: [['notes', c.notes]] },
      };
    }),
    ...shelf.sites.map((s): Card => {
      const customer = customers.get(s.customer)?.name ?? '';
      return {
        ...{ kind: 'site', id: s.id, name: placeName(customer, s.name), more: s.address, at: '', status: '', unsent: false, keys: [] },
        names: [
          ['site', s.name],
          ['customer', customer],
          ['address', s.address],
        ],
        texts: [
          ['place', s.room],
          ['notes', s.notes],
        ],
      };
    }),
    ...shelf.contacts.map((c): Card => {
      const customer = customers.get(c.customer)?.name ?? owner(c.site);
      return {
        ...{ kind: 'contact', id: c.id, name: c.name, more: place(customer, c.site), at: '', status: '', unsent: false },
        ...{
          keys: [['phone', c.phone]],
          names: [
            ['contact', c.name],
            ['customer', customer],
          ],
          texts: [['notes', c.tellHow]],
        },
      };
    }),
  ];
}

/** "H 集团 · 总部大楼"; many sites carry their customer's name already. */
function placeName(customer: string, site: string): string {
  return site.startsWith(customer) ? site || customer : [customer, site].filter(Boolean).join(' · ');
}

// What this device knows about a record that has no page of its own: a customer, a site, a contact, a piece of equipment, a job of the past.
import type { LutongDB } from '../../db/db.ts';
import type { Asset, Contact, Customer, Job, PastJob, Site } from '../../domain/records.ts';

export interface RecordView {
  asset?: Asset;
  contact?: Contact;
  customer?: Customer;
  site?: Site;
  past?: PastJob;
  contacts: Contact[];
  sites: Site[];
  assets: Asset[];
  jobs: Job[];
  pastJobs: PastJob[];
}

const most = 30;

/** null: it is not on this device. */
export async function recordView(db: LutongDB, kind: string, id: string): Promise<RecordView | null> {
  const view: RecordView = { contacts: [], sites: [], assets: [], jobs: [], pastJobs: [] };
  if (kind === 'asset') view.asset = await db.assets.get(id);
  if (kind === 'contact') view.contact = await db.contacts.get(id);
  if (kind === 'pastJob') view.past = await db.pastJobs.get(id);
  const site = kind === 'site' ? id : (view.asset?.site ?? view.contact?.site ?? view.past?.site ?? '');
  view.site = site ? await db.sites.get(site) : undefined;
  const customer = kind === 'customer' ? id : (view.site?.customer ?? view.contact?.customer ?? '');
  view.customer = customer ? await db.customers.get(customer) : undefined;
  const subject = { asset: view.asset, contact: view.contact, pastJob: view.past, site: view.site, customer: view.customer }[kind];
  if (!subject) return null;
  if (kind === 'pastJob') return view;

  const ofCustomer = kind === 'customer' || kind === 'contact';
  view.sites = ofCustomer ? await db.sites.where('customer').equals(customer).toArray() : [];
  const places = ofCustomer ? view.sites.map((s) => s.id) : [site];
  view.contacts = (await db.contacts.where('customer').equals(customer).toArray()).filter((c) => ofCustomer || !c.site || c.site === site);
  if (kind === 'contact') view.contacts = view.contacts.filter((c) => c.id === id);
  if (kind === 'site') view.assets = await db.assets.where('site').equals(site).toArray();
  const jobs = ofCustomer ? await db.jobs.where('customer').equals(customer).toArray() : await db.jobs.where('site').equals(site).toArray();
  const held = new Set(jobs.map((job) => job.id));
  view.jobs = newest(
    jobs.filter((job) => kind !== 'asset' || job.assets.includes(id)),
    (job) => job.plannedStart || job.createdAt,
  );
  if (kind !== 'asset' && kind !== 'contact') {
    const past = await db.pastJobs.where('site').anyOf(places).toArray();
    view.pastJobs = newest(
      past.filter((p) => !held.has(p.job || p.id)),
      (p) => p.closedAt,
    );
  }
  return view;
}

const newest = <T>(rows: T[], at: (row: T) => string): T[] => rows.sort((a, b) => (at(a) < at(b) ? 1 : -1)).slice(0, most);

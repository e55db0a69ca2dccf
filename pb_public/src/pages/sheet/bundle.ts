// Everything a job's sheet shows, read in one go from the tablet's own database.
import { byNoting } from '../../domain/parts.ts';
import { makesPicture } from '../../db/attention.ts';
import type { LutongDB, OutboxRow, UploadRow } from '../../db/db.ts';
import { getMeta } from '../../db/meta.ts';
import { reapply } from '../../db/project.ts';
import type {
  Asset,
  Conflict,
  Contact,
  Customer,
  Id,
  Job,
  JobEvent,
  Part,
  PastJob,
  Photo,
  Run,
  ShareLink,
  Signature,
  Site,
  Team,
  Template,
  User,
} from '../../domain/records.ts';

export interface Bundle {
  job: Job;
  team: Team | undefined;
  customer: Customer | undefined;
  site: Site | undefined;
  contacts: Contact[];
  /** of the site; those the job names first */
  assets: Asset[];
  /** oldest first */
  events: JobEvent[];
  runs: Run[];
  templates: Template[];
  /** also those whose record the server refused: to their author they stay what they are */
  photos: Photo[];
  /** photos whose bytes the server is not known to have */
  unsentPhotos: Set<Id>;
  /** why a photo's bytes will not be sent: a fault code */
  photoProblems: Map<Id, string>;
  /** photo -> its original, which was too large to send and is on this tablet alone */
  originals: Map<Id, UploadRow>;
  signatures: Signature[];
  /** in the order in which they were noted */
  parts: Part[];
  shareLinks: ShareLink[];
  pastJobs: PastJob[];
  conflicts: Conflict[];
  /** records of this job with work that is not acknowledged */
  unsent: Set<Id>;
  people: Map<Id, User>;
}

const byTime = (a: JobEvent, b: JobEvent) =>
  a.correctedAt < b.correctedAt ? -1 : a.correctedAt > b.correctedAt ? 1 : a.id < b.id ? -1 : 1;

/** null: the job is not on this tablet. */
export async function loadBundle(db: LutongDB, id: Id): Promise<Bundle | null> {
  const job = await db.jobs.get(id);
  if (!job) return null;
  const ofJob = { job: id };
  const [
    team,
    customer,
    site,
    contacts,
    assets,
    events,
    runs,
    templates,
    photos,
    uploads,
    signatures,
    parts,
    shareLinks,
    pastJobs,
    conflicts,
    outbox,
    refused,
    users,
  ] = await Promise.all([
    db.teams.get(job.team),
    db.customers.get(job.customer),
    db.sites.get(job.site),
    db.contacts.where('customer').equals(job.customer).toArray(),
    db.assets.where('site').equals(job.site).toArray(),
    db.events.where(ofJob).toArray(),
    db.runs.where(ofJob).toArray(),
    db.templates.toArray(),
    db.photos.where(ofJob).toArray(),
    db.uploads.where(ofJob).toArray(),
    db.signatures.where(ofJob).toArray(),
    db.parts.where(ofJob).toArray(),
    db.shareLinks.where(ofJob).toArray(),
    db.pastJobs.where('site').equals(job.site).reverse().sortBy('closedAt'),
    db.conflicts.where(ofJob).toArray(),
    db.outbox.where('[state+job]').equals(['pending', id]).toArray(),
    db.outbox.where('[state+job]').equals(['refused', id]).toArray(),
    db.users.toArray(),
  ]);
  const untaken = refusedPhotos(refused, photos, uploads);
  const author = { me: db.userId, offset: await getMeta(db, 'offset') };
  const kept = untaken.map((row) => reapply(null, [row], author) as unknown as Photo);
  return {
    job,
    team,
    customer,
    site,
    contacts: contacts
      .filter((c) => !c.site || c.site === job.site)
      .sort((a, b) => Number(b.id === job.contact) - Number(a.id === job.contact)),
    assets: assets.sort((a, b) => Number(job.assets.includes(b.id)) - Number(job.assets.includes(a.id))),
    events: events.sort(byTime),
    runs,
    templates,
    photos: [...photos, ...kept].filter((p) => p.kind !== 'signature').sort((a, b) => (a.takenAt < b.takenAt ? 1 : -1)),
    unsentPhotos: new Set(uploads.filter((upload) => !upload.sent).map((upload) => upload.id)),
    photoProblems: new Map([
      ...untaken.map((row) => [row.id, row.result?.code || 'refused'] as const),
      ...uploads.filter((upload) => upload.problem).map((upload) => [upload.id, upload.problem] as const),
    ]),
    originals: new Map(uploads.flatMap((upload) => (upload.originalOf ? [[upload.originalOf, upload]] : []))),
    signatures: signatures.sort((a, b) => (a.correctedAt < b.correctedAt ? 1 : -1)),
    parts: parts.sort(byNoting),
    shareLinks,
    pastJobs: pastJobs.filter((p) => p.job !== id),
    conflicts: conflicts.filter((c) => !c.resolution),
    unsent: new Set(outbox.map((row) => row.id)),
    people: new Map(users.map((user) => [user.id, user])),
  };
}

/** The changes whose photos the server refused with their very record, while their bytes are here. */
function refusedPhotos(refused: OutboxRow[], photos: Photo[], uploads: UploadRow[]): OutboxRow[] {
  const known = new Set(photos.map((photo) => photo.id));
  const here = new Set(uploads.map((upload) => upload.id));
  return refused.filter((row) => row.in === 'photos' && makesPicture(row) && !row.retriedAs && here.has(row.id) && !known.has(row.id));
}

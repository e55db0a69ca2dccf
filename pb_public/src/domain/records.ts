// The records a tablet holds, typed after the server's table of synced collections (hooks/rules/collections.go).
// Every field is always present: "" is no text, no time or no reference, [] an empty set, {} an empty map, null no value.
// Times are RFC 3339 UTC with milliseconds. Ids are 15 of [a-z0-9]. fields.test.ts compares this with the server's table.

export type Id = string;
export type Time = string;
export type Lang = 'zh-CN' | 'en';
/** A text in both languages. */
export type Both = { 'zh-CN': string; en: string };
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Phase = 'requirements' | 'design' | 'implementation' | 'trial' | 'operation' | 'handover' | 'support' | 'upgrade';
export type JobKind =
  | 'fault'
  | 'inspection'
  | 'upgrade'
  | 'change'
  | 'monitoring'
  | 'training'
  | 'report'
  | 'environment'
  | 'guarantee'
  | 'advice'
  | 'installation';
export type EventKind =
  | 'reported'
  | 'assigned'
  | 'accepted'
  | 'declined'
  | 'departed'
  | 'progress'
  | 'arrived'
  | 'pressureNoted'
  | 'restored'
  | 'causeFound'
  | 'fixed'
  | 'workaroundUndone'
  | 'tested'
  | 'explained'
  | 'handedOver'
  | 'signed'
  | 'left'
  | 'waiting'
  | 'resumed'
  | 'briefed'
  | 'rated'
  | 'cancelled'
  | 'reopened'
  | 'closed'
  | 'note';
export type Role = 'engineer' | 'dispatcher' | 'trainer' | 'sales' | 'manager';
export type JobStatus = 'new' | 'assigned' | 'accepted' | 'enRoute' | 'onSite' | 'restored' | 'fixed' | 'signed' | 'closed' | 'cancelled';
export type Waiting = '' | 'parts' | 'customer' | 'access' | 'carrier';
export type Priority = 'low' | 'normal' | 'high' | 'urgent';
export type Side = 'ours' | 'customer' | 'carrier' | 'vendor' | 'nobody';
export type Stage = 'beforeDeparture' | 'onArrival' | 'afterInstall' | 'leaving' | 'other';
export type PhotoKind = 'before' | 'after' | 'label' | 'configuration' | 'damage' | 'signature' | 'other';
export type ArticleKind = 'fault' | 'howto' | 'story' | 'emergency' | 'training';

export interface Team {
  id: Id;
  name: string;
  region: string;
  silenceMinutes: number;
  sla: Partial<Record<Priority, { respondMinutes: number; restoreMinutes: number }>>;
}

export interface User {
  id: Id;
  name: string;
  role: Role | '';
  teams: Id[];
  lang: Lang | '';
  phone: string;
}

export interface TemplateItem {
  id: string;
  type: 'tick' | 'number' | 'choice' | 'text' | 'photo';
  label: Both;
  hint?: Both;
  unit?: string;
  min?: number;
  max?: number;
  options?: { value: string; label: Both }[];
  required?: boolean;
  when?: Json;
}

export interface Template {
  id: Id;
  key: string;
  version: number;
  stage: Stage | '';
  phase: Phase | '';
  jobKinds: JobKind[];
  title: Both | null;
  items: TemplateItem[] | null;
  retired: boolean;
}

export interface Article {
  id: Id;
  slug: string;
  lang: Lang;
  kind: ArticleKind;
  level: 'engineer' | 'operator' | 'leader' | '';
  title: string;
  summary: string;
  body: string;
  symptoms: string[];
  models: string[];
  codes: string[];
  tags: string[];
  phase: Phase | '';
  confidence: 'draft' | 'inReview' | 'validated' | 'archived' | '';
  owner: Id;
  reviewBy: Time;
  /** slug of the story that explains it to a customer */
  road: string;
  /** archived: slug of the article that took its place */
  replacedBy: string;
  html: string;
  version: number;
}

export interface ArticleVersion {
  id: Id;
  article: Id;
  version: number;
  title: string;
  body: string;
  by: Id;
  at: Time;
}

export interface Customer {
  id: Id;
  name: string;
  team: Id;
  industry: 'education' | 'finance' | 'healthCare' | 'government' | 'manufacturing' | 'other' | '';
  size: 'small' | 'medium' | 'large' | '';
  level: string;
  sales: Id;
  presales: Id;
  notes: string;
}

export interface Site {
  id: Id;
  customer: Id;
  team: Id;
  name: string;
  address: string;
  accessWindow: string;
  parking: string;
  room: string;
  geo: { lat: number; lng: number } | null;
  notes: string;
}

export interface Contact {
  id: Id;
  customer: Id;
  site: Id;
  name: string;
  phone: string;
  role: 'contact' | 'leader' | 'operator' | 'buyer' | '';
  technicalLevel: 'none' | 'some' | 'expert' | '';
  tellHow: string;
}

export interface Asset {
  id: Id;
  site: Id;
  parent: Id;
  kind: string;
  name: string;
  vendor: string;
  model: string;
  serial: string;
  firmware: string;
  ip: string;
  place: string;
  installed: Time;
  warrantyEnd: Time;
  state: 'inService' | 'spare' | 'faulty' | 'retired' | '';
  qr: string;
  notes: string;
}

/** Who is under pressure, before whom, which business must work first, and by when. */
export interface Pressure {
  who?: string;
  beforeWhom?: string;
  business?: string;
  mustWorkFirst?: string;
  deadline?: Time;
}

/** When each step of the job was first reached, from its events (domain.md). */
export type StampName = 'reported' | 'responded' | 'departed' | 'arrived' | 'restored' | 'causeFound' | 'fixed' | 'signed' | 'closed';
export type Stamps = Partial<Record<StampName, Time>>;

export interface Job {
  id: Id;
  number: string;
  provisional: string;
  team: Id;
  kind: JobKind | '';
  phase: Phase | '';
  customer: Id;
  site: Id;
  contact: Id;
  assets: Id[];
  title: string;
  description: string;
  notes: string;
  priority: Priority | '';
  pressure: Pressure;
  impact: string;
  assignees: Id[];
  plannedStart: Time;
  plannedEnd: Time;
  respondBy: Time;
  restoreBy: Time;
  workaround: string;
  cause: string;
  causeSide: Side | '';
  couldHavePrevented: Phase | '';
  fix: string;
  prevention: string;
  story: string;
  storyArticle: Id;
  storyUnderstood: 'yes' | 'partly' | 'no' | '';
  followUpOf: Id;
  // Derived by the server from the events; while a tablet has unsent events it shows its own fold of them (M7).
  status: JobStatus | '';
  waiting: Waiting;
  stamps: Stamps;
  flags: string[];
  lastShared: Time;
  eta: Time;
  createdAt: Time;
}

export interface Visit {
  id: Id;
  job: Id;
  engineers: Id[];
  plannedStart: Time;
  plannedEnd: Time;
  notes: string;
}

export interface JobEvent {
  id: Id;
  job: Id;
  visit: Id;
  kind: EventKind;
  text: string;
  eta: Time;
  place: string;
  shared: boolean;
  data: { [key: string]: Json } | null;
  by: Id;
  at: Time;
  correctedAt: Time;
  receivedAt: Time;
}

export interface Answer {
  value: Json;
  note: string;
  photos: Id[];
  by: Id;
  at: Time;
}

export interface Run {
  id: Id;
  template: Id;
  job: Id;
  visit: Id;
  answers: Record<string, Answer | null>;
}

export interface Photo {
  id: Id;
  job: Id;
  visit: Id;
  run: Id;
  item: string;
  sha256: string;
  bytes: number;
  mime: string;
  kind: PhotoKind | '';
  caption: string;
  takenAt: Time;
  place: string;
  /** a copy with drawings on it; the evidence is that photo */
  copyOf: Id;
  /** the photo before, of this one after */
  pairOf: Id;
  by: Id;
  state: 'waiting' | 'stored' | 'refused' | '';
  problem: string;
  width: number;
  height: number;
}

export interface Signature {
  id: Id;
  job: Id;
  signer: string;
  role: string;
  refused: boolean;
  reason: string;
  strokes: Json;
  photo: Id;
  signed: string;
  signedHash: string;
  /** 'link': the customer's own phone, with no user behind it. */
  via: '' | 'link';
  by: Id;
  at: Time;
  correctedAt: Time;
  receivedAt: Time;
}

/** What a job used, or still needs. */
export interface Part {
  id: Id;
  job: Id;
  name: string;
  sku: string;
  quantity: number;
  unit: string;
  state: 'used' | 'needed' | '';
  /** of what was put in, and of what was taken out */
  serialIn: string;
  serialOut: string;
  /** where it went */
  asset: Id;
  by: Id;
  at: Time;
}

export interface ShareLink {
  id: Id;
  job: Id;
  what: 'journey' | 'report' | 'rating' | '';
  tokenHash: string;
  expires: Time;
  by: Id;
  opened: Time;
}

export interface Rating {
  id: Id;
  job: Id;
  solved: 'yes' | 'partly' | 'no' | '';
  attitude: number;
  clarity: number;
  expectedWait: number;
  feltWait: number;
  comment: string;
  from: string;
  receivedAt: Time;
}

export interface PastJob {
  id: Id;
  job: Id;
  site: Id;
  team: Id;
  number: string;
  kind: string;
  title: string;
  cause: string;
  fix: string;
  workaround: string;
  story: string;
  closedAt: Time;
  minutesToRestore: number;
}

/** One value (or, with field "", one whole mutation) that lost to another and waits for a person. */
export interface Conflict {
  id: Id;
  collection: string;
  record: Id;
  op: string;
  field: string;
  base: Json;
  theirs: Json;
  mine: Json;
  reason: string;
  /** the side that is not in effect */
  lost: 'mine' | 'theirs' | '';
  by: Id;
  device: string;
  n: number;
  at: Time;
  correctedAt: Time;
  receivedAt: Time;
  job: Id;
  team: Id;
  resolution: 'mine' | 'theirs' | 'own' | '';
  value: Json;
  resolvedBy: Id;
  resolvedAt: Time;
}

/** What an article did on a job (hooks/rules/use.go). read: opened from the job's sheet. withdrawn takes a tap back; reviewed is a trainer's. */
export type UseKind = 'read' | 'used' | 'helped' | 'notHelped' | 'withdrawn' | 'reviewed';

export interface ArticleUse {
  id: Id;
  article: Id;
  job: Id;
  kind: UseKind;
  /** what was missing, in the engineer's words */
  note: string;
  /** of the job: trainers do not hold it */
  number: string;
  by: Id;
  at: Time;
  correctedAt: Time;
  receivedAt: Time;
}

/** What a reviewer says about a line of an article; an answer names what it answers. Trainers only. */
export interface ArticleComment {
  id: Id;
  article: Id;
  replyTo: Id;
  /** the text of the line and its number (from 1) when it was last found there; "": the article as a whole */
  quote: string;
  line: number;
  text: string;
  resolved: boolean;
  /** of the article, when it was said */
  version: number;
  by: Id;
  at: Time;
  correctedAt: Time;
  receivedAt: Time;
}

/** What everyone may know of an article's uses; the id is the article's. */
export interface ArticleCount {
  id: Id;
  jobs: number;
  helped: number;
  notHelped: number;
  /** reports of "did not help" that nobody has answered */
  open: number;
  lastUsed: Time;
}

/** An image of an article; the text names it by its content (domain/figure.ts). */
export interface Figure {
  id: Id;
  article: Id;
  sha256: string;
  bytes: number;
  mime: string;
  width: number;
  height: number;
  by: Id;
  state: 'waiting' | 'stored' | 'refused' | '';
  problem: string;
}

/** What trainers add to the words of the search. */
export interface SearchWords {
  id: Id;
  kind: 'synonym' | 'function' | 'term';
  words: string[];
  note: string;
  by: Id;
  at: Time;
}

/** Every synced collection and the type of its records. */
export interface Records {
  teams: Team;
  users: User;
  templates: Template;
  articles: Article;
  articleVersions: ArticleVersion;
  customers: Customer;
  sites: Site;
  contacts: Contact;
  assets: Asset;
  jobs: Job;
  visits: Visit;
  events: JobEvent;
  runs: Run;
  photos: Photo;
  signatures: Signature;
  parts: Part;
  shareLinks: ShareLink;
  ratings: Rating;
  pastJobs: PastJob;
  conflicts: Conflict;
  articleUses: ArticleUse;
  articleCounts: ArticleCount;
  figures: Figure;
  searchWords: SearchWords;
  articleComments: ArticleComment;
}

export type CollectionName = keyof Records;
/** A record of whichever collection, as it travels. */
export type Doc = { id: Id } & { [field: string]: unknown };

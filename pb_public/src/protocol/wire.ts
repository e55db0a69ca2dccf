// The messages of the sync contract, version 1 (paths under /api/sync/v1), as they stand on the wire.
// History: 1 first version. 1.1 what a device asks for by name: pages=all, echo=no, segments=1; check of sums, slow_down per device.
import type { CollectionName, Doc, Id, Time } from '../domain/records.ts';
import type { Values } from '../domain/apply.ts';

export const SCHEMA = 1;

export type Op = 'create' | 'update' | 'delete';

export interface Mutation {
  n: number;
  in: CollectionName;
  id: Id;
  op: Op;
  at: Time;
  was?: Values;
  set?: Values;
}

export interface PushRequest {
  schema: number;
  app: string;
  now: Time;
  acked: number;
  mutations: Mutation[];
}

export type Outcome = 'applied' | 'merged' | 'aside' | 'rejected';

export interface PushResult {
  n: number;
  status: Outcome;
  replayed?: boolean;
  fields?: string[];
  code?: string;
  message?: string;
  /** The id of the conflicts record that keeps what is not in effect. */
  aside?: Id;
  doc?: Doc | null;
  /** echo=no: the sum (crc32.ts) of a record that is now exactly what it was before and `set`. No pull will tell of it. */
  sum?: number;
}

export interface PushResponse {
  last: number;
  now: Time;
  results: PushResult[];
}

export type PullLine =
  | { reset: true }
  | { begin: { changes: number; bytes: number; segments?: SegmentSet } }
  | { put: string; doc: Doc }
  | { drop: string; id: Id }
  | { end: PullEnd };

export interface PullEnd {
  cursor: string;
  more: boolean;
  now: Time;
  epoch: string;
  /** All that this user sees at this cursor; only on a last page, and not on every one. */
  check?: Tally;
  /** On the first page for a cursor from before the server's last start: the highest n it knows of this device (P7). */
  last?: number;
}

/** How many records, and their sums added up (below 2^53). */
export interface Tally {
  count: number;
  sum: number;
}

/** Answers GET /check: of each part, "<collection>/<first character of the id>". */
export interface CheckAnswer {
  parts: { [part: string]: Tally };
}

/** A scope many share, cut into pieces made once and served to all; what changed in it since comes with a pull that says `have`. */
export interface SegmentSet {
  set: string;
  parts: { id: string; records: number; bytes: number }[];
}

export interface Info {
  schema: number;
  oldest: number;
  epoch: string;
  now: Time;
  limits: Limits;
}

export interface Limits {
  mutations: number;
  pushBytes: number;
  pullPage: number;
  photoBytes: number;
  /** Width times height; a server of before does not say. */
  photoPixels?: number;
}

export const DEFAULT_LIMITS: Required<Limits> = {
  mutations: 500,
  pushBytes: 1 << 20,
  pullPage: 5000,
  photoBytes: 25 << 20,
  photoPixels: 70_000_000,
};

/** PocketBase's error shape with our code. */
export interface ErrorBody {
  status: number;
  message: string;
  data: { code?: string; last?: number };
}

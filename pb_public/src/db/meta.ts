// Small facts kept beside the records: where this device stands with the server, and who it is.
import type { Limits } from '../protocol/wire.ts';
import type { Id, Time } from '../domain/records.ts';
import type { Kept } from '../domain/board.ts';
import { newId } from '../domain/id.ts';
import type { LutongDB } from './db.ts';

export interface Owed {
  set: string;
  left: { id: string; records: number }[];
  /** Records fetched so far, of how many. */
  done: number;
  total: number;
}

export interface Meta {
  /** This user on this tablet. Made with the database, so that it dies with the numbering of its mutations. */
  device: Id;
  /** The highest n given to a mutation. */
  lastN: number;
  /** The highest n known to be acknowledged (M2). */
  acked: number;
  cursor: string;
  epoch: string;
  /** Server's clock minus this tablet's, in ms. */
  offset: number;
  /** The highest server time seen. */
  serverTime: Time;
  /** When the last pull completed, by this tablet's clock. */
  lastSuccess: Time;
  /** A reset (L4) is under way. */
  resetting: boolean;
  limits: Limits | null;
  /** What this device did is not what the server made of it: the next whole pull is asked for its own changes too. */
  echo: boolean;
  /** The sums of what is held here are kept; false in a database of an earlier release. */
  summed: boolean;
  /** The pieces of a shared scope that a first sync still has to fetch; null: none are owed. */
  owed: Owed | null;
  /** The last repair of copies that differed from the server's; null: never, or all is well since. */
  repair: { at: Time; records: number; healed: boolean } | null;
  /** The server wants no photos before this instant (ms). */
  photosAsked: number;
  /** The last board of a trainer (domain/board.ts), for when there is no network. */
  board: Kept | null;
  /** Provisional job numbers given so far. */
  provisional: number;
  /** The model numbers in service, for a trainer's spelling, as last told by the server. */
  models: string[];
}

const initial: Meta = {
  device: '',
  lastN: 0,
  acked: 0,
  cursor: '',
  epoch: '',
  offset: 0,
  serverTime: '',
  lastSuccess: '',
  resetting: false,
  limits: null,
  echo: false,
  summed: false,
  owed: null,
  repair: null,
  photosAsked: 0,
  board: null,
  provisional: 0,
  models: [],
};

export async function getMeta<K extends keyof Meta>(db: LutongDB, key: K): Promise<Meta[K]> {
  return ((await db.meta.get(key))?.value as Meta[K] | undefined) ?? initial[key];
}

export async function setMeta(db: LutongDB, values: Partial<Meta>): Promise<void> {
  await db.meta.bulkPut(Object.entries(values).map(([key, value]) => ({ key, value })));
}

/** The id of this user's device, made on first use. */
export async function deviceId(db: LutongDB): Promise<Id> {
  const known = await getMeta(db, 'device'); // by far the usual case: no write, no wait for the disk
  return known || newIdentity(db);
}

/** A number must never stand for two mutations of one device. Where the counter was lost, with the device or alone, the rest of the
 *  database goes on as another device: its unsent work keeps its order, its copies are asked for again. */
export async function healIdentity(db: LutongDB): Promise<void> {
  const lost = await db.transaction('r', db.meta, db.outbox, async () => {
    const [device, lastN, acked] = await db.meta.bulkGet(['device', 'lastN', 'acked']);
    if (!device) return ''; // made on first use
    const highest = ((await db.outbox.orderBy('n').lastKey()) as number | undefined) ?? 0;
    const used = Math.max(highest, Number(acked?.value ?? 0));
    return Number(lastN?.value ?? 0) < used ? (device.value as Id) : '';
  });
  if (lost) await newIdentity(db, lost);
}

async function newIdentity(db: LutongDB, lost: Id = ''): Promise<Id> {
  return db.transaction('rw', db.meta, db.outbox, db.sums, async () => {
    const now = await getMeta(db, 'device'); // another tab may have been here first
    if (now && now !== lost) return now;
    const highest = ((await db.outbox.orderBy('n').lastKey()) as number | undefined) ?? 0;
    const device = newId();
    const orphaned = highest > 0 || (await db.sums.count()) > 0;
    await setMeta(db, { device, lastN: Math.max(highest, await getMeta(db, 'lastN')), acked: 0 });
    if (orphaned) await setMeta(db, { cursor: '', resetting: true, owed: null });
    return device;
  });
}

// Who is signed in on this tablet. The token lives in a database of its own (`lutong-session`), never with the work. Signing
// in needs the server; after that the session lasts, also without it. A token that expired only pauses sending: all stays
// readable and writable. Signing out keeps the user's database with its unsent work; only a withdrawn device is wiped.
import type { LutongDB } from '../db/db.ts';
import { Fault, type FaultCode } from '../domain/fault.ts';
import type { Lang, User } from '../domain/records.ts';
import { authRefresh, authWithPassword, type AuthAnswer } from './auth.ts';
import { clearSession, readSession, writeSession, type Kept } from './sessionStore.ts';

export type SessionStatus = 'loading' | 'signedOut' | 'signedIn' | 'paused';

let status = $state<SessionStatus>('loading');
let user = $state.raw<User | null>(null);
let db = $state.raw<LutongDB | null>(null);
/** device_revoked: signed out and wiped, not at the person's wish. reload: a newer version runs in another tab. */
let notice = $state<'' | 'device_revoked' | 'reload'>('');
let broken = $state(false);
/** Why the last change a person made could not be stored; "" all is well. */
let unstored = $state<FaultCode | ''>('');
let healed = $state(0);
let healedAt = 0;
let email = $state('');
let token = '';
let refreshedAt = 0;
/** '1' when somebody was signed in here last time: main.ts reads it before anything else is loaded. */
const HINT = 'lutong-session';
const REFRESH_EVERY = 3_600_000;

/** The local store comes with the first user: the sign-in page does without. */
const store = () => import('../db/open.ts');

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('lutong-session');
channel?.addEventListener('message', () => void session.load());

export const session = {
  get status() {
    return status;
  },
  get user() {
    return user;
  },
  get db() {
    return db;
  },
  get email() {
    return email;
  },
  get notice() {
    return notice;
  },
  /** The local database cannot be opened just now. */
  get broken() {
    return broken;
  },
  /** storage_full or storage_broken: the last change could not be stored, and stands on the screen only; "" all is well. */
  get unstored() {
    return unstored;
  },
  /** Rises when the local database was opened anew: queries ask again. */
  get healed() {
    return healed;
  },
  /** For requests, at the time of sending. */
  token: () => token,

  /** Takes up the stored session; the server is not asked. */
  async load(): Promise<void> {
    let kept: Kept | undefined;
    try {
      kept = await readSession();
    } catch (e) {
      console.warn('session', e);
      broken = true; // the screens say so; nothing is kept in memory alone
    }
    if (!kept) {
      leave();
      status = 'signedOut';
      return;
    }
    token = kept.token;
    email = kept.email;
    await enter(kept.user, kept.paused ? 'paused' : 'signedIn');
  },

  /** Throws Fault bad_credentials, offline, slow_down or unavailable. */
  async signIn(address: string, password: string): Promise<void> {
    await accept(await authWithPassword(address, password), address);
  },

  /** After `paused`: the same person again. */
  async signInAgain(password: string): Promise<void> {
    const answer = await authWithPassword(email, password);
    if (user && answer.record.id !== user.id) throw new Fault('bad_credentials');
    await accept(answer, email);
  },

  async signOut(): Promise<void> {
    leave(); // at once: an answer to this person that is still on its way finds nobody
    status = 'signedOut';
    await clearSession();
    channel?.postMessage('changed');
  },

  /** Fetches a younger token while there is a network; a refusal pauses, a dead line changes nothing. */
  async refresh(): Promise<void> {
    if (status !== 'signedIn' || !token || Date.now() - refreshedAt < REFRESH_EVERY) return;
    refreshedAt = Date.now();
    const mine = token;
    try {
      const answer = await authRefresh(mine);
      if (token === mine) await accept(answer, email);
    } catch (e) {
      if (token === mine && e instanceof Fault && e.code === 'unauthorized') await session.pause();
    }
  },

  /** The server no longer takes the token. */
  async pause(): Promise<void> {
    if (status !== 'signedIn') return;
    status = 'paused';
    if (user) await writeSession({ token, email, user: $state.snapshot(user) as User, paused: true });
  },

  /** The device was withdrawn: stop and wipe. */
  async wipe(): Promise<void> {
    const gone = user;
    leave();
    await clearSession();
    if (gone) await (await store()).deleteDB(gone.id);
    notice = 'device_revoked';
    status = 'signedOut';
    channel?.postMessage('changed');
  },

  /** The person gives up a database that cannot be opened: an empty one in its place, and with it another device, so that no number is
   *  used twice. What the server has comes again; what was unsent is in the rescue file, if it could be read. */
  async startAfresh(): Promise<void> {
    const who = user;
    const state = status;
    if (!who || !broken) return;
    db?.close();
    db = null;
    await (await store()).deleteDB(who.id);
    await enter(who, state);
  },

  /** Tries the local database and opens it anew if the browser let it die. Never deletes. `failed`: a query has just failed. */
  probe(failed = false): void {
    const mine = db;
    if (!mine) return;
    void store().then(async ({ probe }) => {
      if (mine !== db) return;
      const wasOpen = mine.isOpen();
      const unusable = !(await probe(mine));
      if (mine !== db) return mine.close(); // the person left while it was being opened
      broken = unusable;
      if (!broken && (!wasOpen || failed) && Date.now() - healedAt > 2_000) {
        healedAt = Date.now();
        healed++;
      }
    });
  },
};

async function accept(answer: AuthAnswer, address: string): Promise<void> {
  const { id, name, role, teams, lang, phone } = answer.record;
  const who: User = { id, name, role, teams: teams ?? [], lang: (lang ?? '') as Lang | '', phone: phone ?? '' };
  const mine = ++turn;
  token = answer.token;
  email = address;
  notice = '';
  await writeSession({ token, email, user: who, paused: false });
  if (mine !== turn) return; // signed out meanwhile, and what was just written is gone again
  await enter(who, 'signedIn');
  channel?.postMessage('changed');
}

/** Counts who came and went: what was begun for one of them ends with them. */
let turn = 0;

async function enter(who: User, as: SessionStatus): Promise<void> {
  const mine = ++turn;
  if (!db || db.userId !== who.id) {
    db?.close();
    const { createDB, probe } = await store();
    if (mine !== turn) return;
    const opened = (db = createDB(who.id, () => (notice = 'reload')));
    opened.onStored = (problem) => (unstored = problem ?? '');
    const failed = !(await probe(opened));
    if (mine !== turn) return opened.close();
    broken = failed;
  }
  user = who;
  status = as;
  globalThis.localStorage?.setItem(HINT, '1');
}

function leave(): void {
  turn++;
  unstored = '';
  globalThis.localStorage?.removeItem(HINT);
  refreshedAt = 0;
  token = '';
  email = '';
  user = null;
  db?.close();
  db = null;
}

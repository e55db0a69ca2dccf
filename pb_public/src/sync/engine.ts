// The drain: carries out what plan.ts decides, one step at a time, until there is nothing to do or a reason to wait. Only one
// tab drains at a time (Web Locks); another that wants to waits its turn and then finds little left.
//
// Nothing of the browser is reached for directly: fetch, clock, chance and locks are given, so that tests run the whole of it.
import { schemaOf, type LutongDB, type OutboxRow } from '../db/db.ts';
import { deviceId, getMeta, setMeta } from '../db/meta.ts';
import { Fault, type FaultCode } from '../domain/fault.ts';
import { DEFAULT_LIMITS, SCHEMA, type Info, type PullEnd, type PushRequest, type PushResponse } from '../protocol/wire.ts';
import { mutationOf, takeBatch } from './batch.ts';
import { faultOf, jsonOf, reach, type Fetch } from './http.ts';
import { Landing } from './landing.ts';
import { Cut, readPages, type Page } from './page.ts';
import { after, begun, initialPlan, nextStep, signedIn, woken, type Effect, type Outcome, type PlanState, type Step } from './plan.ts';
import { differs, repair } from './repair.ts';
import { nextSegment } from './segments.ts';
import { ensureSums } from './sums.ts';
import { forgetOld, markSent, park, rewind, settle } from './settle.ts';

export interface EngineOptions {
  db: LutongDB;
  /** Asked at the time of sending; never stored. */
  token: () => string;
  app: string;
  fetch: Fetch;
  now: () => number;
  random: () => number;
  /** Runs the work while this device's drain lock is held. */
  exclusively: (work: () => Promise<void>) => Promise<void>;
  tell: (news: EngineNews) => void;
  /** 401: the person has to sign in again. */
  onPause: () => void;
  /** 403 device_revoked. */
  onWipe: () => void;
  pageSize?: number;
}

export interface EngineNews {
  running?: boolean;
  reachable?: boolean;
  problem?: FaultCode | null;
  progress?: { done: number; total: number } | null;
  offset?: number;
}

const BASE = '/api/sync/v1/';
/** Small, so that the first one shows soon; all of them come in one answer. */
const PAGE = 250;
/** Smaller pulls than this show no progress bar. */
const WORTH_A_BAR = 300;
const INFO_EVERY = 3_600_000;
/** Off by so much (ms), a clock was put to another time since it was measured. */
const CLOCK_PUT = 60_000;
/** A wait by the clock is looked at again after so long: the clock may have been put right. */
const TIMER_MAX = 60_000;

export class Engine {
  private plan: PlanState = initialPlan;
  private draining: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private infoAt = -Infinity;
  private fetched = 0;

  constructor(private readonly o: EngineOptions) {}

  /** Something happened that makes now a good time. Resolves when the drain it started, or joined, is over. */
  wake(hint: { pull?: boolean; force?: boolean } = {}): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.plan = woken(this.plan, { pull: hint.pull ?? false, force: hint.force ?? false });
    if (this.draining) this.again = true;
    this.draining ??= this.o
      .exclusively(() => this.drain())
      .catch((e: unknown) => console.warn('drain', e))
      .finally(() => {
        this.draining = null;
        if (this.again && !this.stopped) void this.wake();
      });
    return this.draining;
  }

  /** The person signed in again. */
  resume(): Promise<void> {
    this.plan = signedIn(this.plan);
    return this.wake({ force: true });
  }

  stop(): void {
    if (!this.stopped) this.o.tell({ running: false, progress: null, problem: null });
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async drain(): Promise<void> {
    const { db } = this.o;
    this.o.tell({ running: true });
    try {
      for (;;) {
        this.again = false;
        if (this.stopped) return;
        const pending = await db.outbox.where('state').equals('pending').count();
        const owed = (await getMeta(db, 'owed'))?.left.length ?? null;
        const step = nextStep(this.plan, { pending, owed, now: this.o.now() });
        if (step.do === 'rest') break;
        if (step.do === 'wait') {
          this.comeBack(step.until - this.o.now());
          break;
        }
        await this.carryOut(step);
      }
      await forgetOld(db);
    } finally {
      this.fetched = 0;
      if (!this.stopped) this.o.tell({ running: false, progress: null });
    }
  }

  private comeBack(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.wake(), Math.min(TIMER_MAX, Math.max(50, ms)));
  }

  private async carryOut(step: Exclude<ReturnType<typeof nextStep>, { do: 'rest' | 'wait' }>): Promise<void> {
    let outcome: Outcome;
    let sent = { count: 0, n: 0 };
    let last = 0;
    this.plan = begun(this.plan, step);
    try {
      await this.ask();
      switch (step.do) {
        case 'push':
          await this.push(step.max, (batch) => (sent = { count: batch.length, n: batch[0]?.n ?? 0 }));
          outcome = { was: 'pushed', count: sent.count };
          break;
        case 'park':
          await park(this.o.db, step.n, step.code);
          outcome = { was: 'parked' };
          break;
        case 'pull':
          outcome = await this.pull();
          break;
        case 'repair':
          outcome = { was: 'repaired', records: await repair(this.o.db, this.get, new Date(this.o.now())) };
          break;
        case 'segment':
          await nextSegment(this.o.db, this.get, (done, total) => this.bar(done, total));
          outcome = { was: 'segment' };
          break;
      }
      if (!this.stopped) this.o.tell({ reachable: outcome.was !== 'cut' });
    } catch (e) {
      if (this.stopped) return;
      if (!(e instanceof Fault || e instanceof Cut)) {
        this.stopFor(e);
        throw e;
      }
      if (e instanceof Fault) last = e.last;
      outcome = e instanceof Cut ? { was: 'cut', pages: 0 } : failure(step, sent, e);
      this.o.tell({ reachable: outcome.was === 'failed' && outcome.code !== 'offline' });
    }
    if (this.stopped) return; // the answer to somebody who has left
    let effect: Effect;
    [this.plan, effect] = after(this.plan, outcome, { now: this.o.now(), random: this.o.random() });
    this.o.tell({ problem: this.plan.problem });
    if (effect === 'rewind') await rewind(this.o.db, last);
    if (effect === 'pause') this.o.onPause();
    if (effect === 'wipe') {
      this.stop();
      this.o.onWipe();
    }
  }

  /** The local store failed in the middle: try again in a while, not at once. */
  private stopFor(e: unknown): void {
    console.warn('sync step', e);
    this.again = false;
    this.o.tell({ problem: 'storage_broken' });
    this.comeBack(10_000);
  }

  private async headers(): Promise<Record<string, string>> {
    return { Authorization: this.o.token(), 'X-Device': await deviceId(this.o.db) };
  }

  /** Limits and the server's clock, once an hour, and when the tablet's was put back. */
  private async ask(): Promise<void> {
    const { db, now } = this.o;
    const age = now() - this.infoAt;
    if (age >= 0 && age < INFO_EVERY) return;
    const answer = await reach(BASE + 'info', {}, this.o.fetch);
    if (!answer.ok) throw await faultOf(answer);
    const info = await jsonOf<Info>(answer);
    await setMeta(db, { limits: info.limits });
    await this.measureClock(info.now);
    this.infoAt = now();
  }

  /** Differences below half a second are the line's, not the clock's. */
  private async measureClock(serverNow: string): Promise<void> {
    const offset = Date.parse(serverNow) - this.o.now();
    const known = await getMeta(this.o.db, 'offset');
    if (Number.isNaN(offset)) return;
    if (Math.abs(offset - known) > 500) await setMeta(this.o.db, { offset });
    this.o.tell({ offset: Math.abs(offset - known) > 500 ? offset : known });
  }

  /** A page may have been long on its way: it tells that the clock was put to another time, and not to which. */
  private async checkClock({ now }: PullEnd): Promise<void> {
    const off = Date.parse(now) - this.o.now() - (await getMeta(this.o.db, 'offset'));
    if (Number.isNaN(off) || Math.abs(off) < CLOCK_PUT) return;
    this.infoAt = -Infinity;
    await this.ask().catch(() => {}); // the next step asks again
  }

  private async push(max: number | null, sending: (batch: OutboxRow[]) => void): Promise<void> {
    const { db, now } = this.o;
    const rows = max === 0 ? [] : await db.outbox.where('state').equals('pending').sortBy('n');
    const batch = takeBatch(rows, (await getMeta(db, 'limits')) ?? DEFAULT_LIMITS, max);
    sending(batch);
    await markSent(db, batch);
    const request: PushRequest = {
      schema: batch[0] ? schemaOf(batch[0]) : SCHEMA,
      app: this.o.app,
      now: new Date(now()).toISOString(),
      acked: await getMeta(db, 'acked'),
      mutations: batch.map(mutationOf),
    };
    const init = {
      method: 'POST',
      headers: { ...(await this.headers()), 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    };
    const answer = await reach(BASE + 'push', init, this.o.fetch, 60_000);
    if (!answer.ok) throw await faultOf(answer);
    const body = await jsonOf<PushResponse>(answer); // cut: sent again, and answered from the server's memory (P2)
    await settle(db, body);
    await this.measureClock(body.now);
  }

  /** A GET below the sync API; what the server refuses is thrown, except that something is not there. */
  private readonly get = async (path: string): Promise<Response> => {
    const answer = await reach(BASE + path, { headers: await this.headers() }, this.o.fetch);
    if (!answer.ok && ![404, 410].includes(answer.status)) throw await faultOf(answer);
    if (answer.ok && !answer.body) throw new Fault('unavailable', 'no answer');
    return answer;
  };

  private async pull(): Promise<Outcome> {
    const { db } = this.o;
    await ensureSums(db);
    const query = await this.query();
    const answer = await this.get('pull?' + query.toString());
    if (!answer.ok || !(answer.headers.get('Content-Type') ?? '').includes('ndjson')) throw new Fault('unavailable', 'not a pull');
    const landing = new Landing(db, () => new Date(this.o.now()), query.has('have'));
    let last: PullEnd | null = null;
    try {
      for await (const page of readPages(answer.body!, (done, total) => this.progress(done, total))) {
        if (!this.plan.greeted && (page.reset || (await this.forgotten(page)))) return { was: 'reset' };
        await landing.add(page);
        last = page.end;
        // What was written meanwhile does not wait for the rest of a long answer.
        if (landing.empty && last.more && (await db.outbox.where('state').equals('pending').count()) > 0) break;
      }
    } catch (e) {
      if (!(e instanceof Cut)) throw e;
      await landing.land();
      return { was: 'cut', pages: landing.pages };
    } finally {
      this.fetched += landing.changes;
    }
    await landing.land();
    if (last) await this.checkClock(last);
    if (!query.has('echo') && last && !last.more) await setMeta(db, { echo: false });
    // an answer may end with more to come: a server that gives one page at a time
    return { was: 'pulled', more: last?.more ?? true, differs: await this.mustRepair(last) };
  }

  /** P7: the server came back from a backup and no longer knows what it acknowledged; its cursors still hold. */
  private async forgotten({ end }: Page): Promise<boolean> {
    return end.last !== undefined && end.last < (await getMeta(this.o.db, 'acked'));
  }

  /** What a pull left for later cannot be compared yet. */
  private async mustRepair(end: PullEnd | null): Promise<boolean> {
    if (!end?.check || end.more || (await getMeta(this.o.db, 'owed'))) return false;
    return differs(this.o.db, end.check, new Date(this.o.now()));
  }

  private async query(): Promise<URLSearchParams> {
    const { db } = this.o;
    const query = new URLSearchParams({ limit: String(this.o.pageSize ?? PAGE), schema: String(SCHEMA), pages: 'all' });
    if (!(await getMeta(db, 'echo'))) query.set('echo', 'no');
    const [cursor, owed] = [await getMeta(db, 'cursor'), await getMeta(db, 'owed')];
    if (cursor) query.set('cursor', cursor);
    else if (!(await getMeta(db, 'resetting'))) query.set('segments', '1');
    if (owed?.left.length === 0) query.set('have', owed.set);
    const mended = await getMeta(db, 'repair');
    if (mended && !mended.healed && this.o.now() - Date.parse(mended.at) < 60_000) query.set('check', '1'); // did it help?
    return query;
  }

  private progress(done: number, total: number): void {
    // `begin` counts what is still to come, this answer included.
    this.bar(this.fetched + done, this.fetched + total);
  }

  private bar(done: number, total: number): void {
    if (done % 50 === 0 && total > WORTH_A_BAR) this.o.tell({ progress: { done, total: Math.max(total, done) } });
  }
}

function failure(step: Step, sent: { count: number; n: number }, { code, retryAfter }: Fault): Outcome {
  return { was: 'failed', during: step.do === 'push' || step.do === 'park' ? 'push' : 'pull', ...sent, code, retryAfter };
}

// A server in memory that speaks the wire, for tests: push with stored outcomes, a change log, pull by cursor, and the few
// merge rules the tablet has to cope with. Tests hide records, refuse mutations, restore backups and revoke devices on it.
// What a pull answers is in pulls.ts.
import { applySet, valueAt } from '../../domain/apply.ts';
import { blank } from '../../domain/fields.ts';
import { fold } from '../../domain/fold.ts';
import type { CollectionName, Doc, Id, JobEvent } from '../../domain/records.ts';
import { sumOf } from '../../protocol/crc32.ts';
import type { Mutation, PushRequest, PushResult } from '../../protocol/wire.ts';
import { check, checkPart, pull, segment, type SegmentStore } from './pulls.ts';

export interface Entry {
  seq: number;
  in: CollectionName;
  id: Id;
  /** The device whose mutation this was, when the record is now exactly what was before and `set`. */
  own?: string;
}

export interface State {
  docs: Map<string, Doc>;
  log: Entry[];
  outcomes: Map<string, PushResult>;
  lastN: Map<string, number>;
  epoch: string;
}

export class FakeServer {
  state: State = { docs: new Map(), log: [], outcomes: new Map(), lastN: new Map(), epoch: 'e1' };
  now = Date.parse('2026-11-21T08:00:00.000Z');
  /** Records nobody sees any more. */
  hidden = new Set<string>();
  /** A reason to refuse a mutation, or null. */
  refuse: (m: Mutation) => string | null = () => null;
  /** Answers every request with this error instead. */
  fault: { status: number; code: string; retryAfter?: number; paths?: string[] } | null = null;
  /** Mutations whose very reading fails the whole push. */
  unreadable: (m: Mutation) => boolean = () => false;
  /** How often each mutation took effect. */
  effects = new Map<string, number>();
  requests: string[] = [];
  /** What each push said of its schema. */
  schemas: number[] = [];
  /** The queries of the pulls. */
  queries: URLSearchParams[] = [];
  /** The figures of devices that found their copies different. */
  divergences: string[] = [];
  /** Whether last pages carry a check. */
  checks = true;
  /** Added to the total of every check: a divergence that no repair heals. */
  lie = 0;
  /** Collections that every tablet holds, offered in segments of so many records; 0: not offered. */
  library: SegmentStore = { of: ['templates', 'articles'], size: 0, sets: new Map() };

  doc(collection: CollectionName, id: Id): Doc | undefined {
    return this.state.docs.get(`${collection}/${id}`);
  }

  all(collection: CollectionName): Doc[] {
    return [...this.state.docs].filter(([key]) => key.startsWith(collection + '/') && !this.hidden.has(key)).map(([, doc]) => doc);
  }

  /** Writes as another person would. */
  put(collection: CollectionName, id: Id, set: { [field: string]: unknown } = {}): Doc {
    const key = `${collection}/${id}`;
    const doc = applySet(this.state.docs.get(key) ?? (blank(collection, id) as unknown as Doc), set);
    this.state.docs.set(key, doc);
    this.note(collection, id);
    if (collection === 'events') this.refold((doc as unknown as JobEvent).job);
    return doc;
  }

  /** Takes a record away from everybody: deleted, or no longer visible. */
  withdraw(collection: CollectionName, id: Id): void {
    this.hidden.add(`${collection}/${id}`);
    this.note(collection, id);
  }

  snapshot(): State {
    return structuredClone(this.state);
  }

  /** Comes back from a backup (P7). */
  restore(backup: State): void {
    this.state = { ...structuredClone(backup), epoch: this.state.epoch + '+' };
  }

  async handle(url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url, 'http://server');
    const path = pathname.replace('/api/sync/v1/', '');
    this.requests.push(path);
    if (this.fault && (this.fault.paths ?? ['push', 'pull']).includes(path)) {
      const headers = this.fault.retryAfter ? { 'Retry-After': String(this.fault.retryAfter) } : undefined;
      return error(this.fault.status, this.fault.code, {}, headers);
    }
    if (path === 'info') return json(this.info());
    const device = (init.headers as Record<string, string>)['X-Device']!;
    if (path === 'push') return this.push(device, JSON.parse(String(init.body)) as PushRequest);
    if (path === 'pull') {
      this.queries.push(searchParams);
      return ndjson(pull(this, device, searchParams));
    }
    if (path === 'check') {
      this.divergences.push(`${searchParams.get('count')} ${searchParams.get('sum')}`);
      return json(check(this));
    }
    if (path.startsWith('check/')) return ndjson(checkPart(this, path.slice('check/'.length)));
    const piece = path.startsWith('segments/') ? segment(this, decodeURIComponent(path.slice('segments/'.length))) : null;
    if (piece) return ndjson(piece);
    return error(404, 'unknown_path');
  }

  readonly stamp = () => new Date(this.now).toISOString();

  private info() {
    const limits = { mutations: 500, pushBytes: 1 << 20, pullPage: 5000, photoBytes: 25 << 20, photoPixels: 70_000_000 };
    return { schema: 1, oldest: 1, epoch: this.state.epoch, now: this.stamp(), limits };
  }

  private note(collection: CollectionName, id: Id): void {
    this.state.log.push({ seq: this.state.log.length + 1, in: collection, id });
  }

  /** The outcome of a mutation applied as sent: with the record's sum if the server touched nothing else of it. */
  private exactly(device: string, m: Mutation, before: Doc): PushResult {
    const doc = this.doc(m.in, m.id)!;
    const sum = sumOf(m.in, doc);
    if (sum !== sumOf(m.in, applySet(before, m.set ?? {}))) return { n: m.n, status: 'applied' };
    this.state.log.findLast((e) => e.in === m.in && e.id === m.id)!.own = device;
    return { n: m.n, status: 'applied', sum };
  }

  private refold(job: Id): void {
    const doc = this.doc('jobs', job);
    if (!doc) return;
    const events = this.all('events').filter((e) => e['job'] === job) as unknown as JobEvent[];
    const next = { ...doc, ...fold(events) };
    if (JSON.stringify(next) === JSON.stringify(doc)) return;
    this.state.docs.set('jobs/' + job, next);
    this.note('jobs', job);
  }

  private push(device: string, request: PushRequest): Response {
    this.schemas.push(request.schema);
    if (request.mutations.some((m) => this.unreadable(m))) return error(400, 'invalid');
    const last = this.state.lastN.get(device) ?? 0;
    if (request.acked > last) return error(409, 'rewound', { last });
    const results = request.mutations.map((m) => this.mutation(device, m));
    const highest = Math.max(last, ...request.mutations.map((m) => m.n));
    this.state.lastN.set(device, highest);
    return json({ last: highest, now: this.stamp(), results });
  }

  private mutation(device: string, m: Mutation): PushResult {
    const memory = `${device}/${m.n}`;
    const known = this.state.outcomes.get(memory);
    const now = () => (this.hidden.has(`${m.in}/${m.id}`) ? undefined : this.doc(m.in, m.id));
    if (known) return { ...known, replayed: true, ...(known.status === 'applied' ? {} : { doc: now() }) };
    const outcome = this.decide(device, m);
    this.state.outcomes.set(memory, outcome);
    return outcome.status === 'applied' ? outcome : { ...outcome, doc: now() };
  }

  private decide(device: string, m: Mutation): PushResult {
    const { n } = m;
    const set = m.set ?? {};
    const code = this.refuse(m);
    if (code) return { n, status: 'rejected', code, message: code, aside: this.aside(device, m, '', set, code) };
    const key = `${m.in}/${m.id}`;
    const before = this.state.docs.get(key);
    this.effects.set(`${device}/${n}`, (this.effects.get(`${device}/${n}`) ?? 0) + 1);
    if (m.op === 'create') {
      const stamps = 'by' in blank(m.in, m.id) ? { by: device, at: m.at, correctedAt: m.at, receivedAt: this.stamp() } : {};
      const kept = Object.fromEntries(Object.entries(stamps).filter(([f]) => f in blank(m.in, m.id)));
      this.put(m.in, m.id, { ...kept, ...set });
      return this.exactly(device, m, blank(m.in, m.id) as unknown as Doc);
    }
    if (!before || this.hidden.has(key)) return { n, status: 'aside', code: 'deleted', aside: this.aside(device, m, '', set, 'deleted') };
    const lost = Object.keys(set).filter((f) => {
      const current = JSON.stringify(valueAt(before, f));
      return current !== JSON.stringify(m.was?.[f] ?? null) && current !== JSON.stringify(set[f]);
    });
    this.put(m.in, m.id, Object.fromEntries(Object.entries(set).filter(([f]) => !lost.includes(f))));
    if (lost.length === 0) return this.exactly(device, m, before);
    const aside = lost.map((f) => this.aside(device, m, f, set[f], 'both_changed'));
    return { n, status: 'aside', fields: lost, aside: aside[0]! };
  }

  private aside(device: string, m: Mutation, field: string, mine: unknown, reason: string): Id {
    const id = `c${device.slice(0, 6)}${m.n}`.padEnd(14, '0').slice(0, 14) + String(this.state.log.length % 10);
    this.put('conflicts', id, { collection: m.in, record: m.id, op: m.op, field, mine, reason, device, n: m.n });
    return id;
  }
}

const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });

const ndjson = (lines: string[]) =>
  new Response(lines.map((l) => l + '\n').join(''), { headers: { 'Content-Type': 'application/x-ndjson' } });

function error(status: number, code: string, data: object = {}, headers?: Record<string, string>): Response {
  return new Response(JSON.stringify({ status, message: code, data: { code, ...data } }), { status, headers: headers ?? {} });
}

// A server in memory that speaks the wire, for tests: push with stored outcomes, a change log, pull by cursor, and the few
// merge rules the tablet has to cope with. Tests hide records, refuse mutations, restore backups and revoke devices on it.
import { applySet, valueAt } from '../../domain/apply.ts';
import { blank } from '../../domain/fields.ts';
import { fold } from '../../domain/fold.ts';
import type { CollectionName, Doc, Id, JobEvent } from '../../domain/records.ts';
import type { Mutation, PushRequest, PushResult } from '../../protocol/wire.ts';

interface State {
  docs: Map<string, Doc>;
  log: { seq: number; in: CollectionName; id: Id }[];
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
    if (path === 'pull') return this.pull(searchParams.get('cursor') ?? '', Number(searchParams.get('limit') ?? 1000));
    return error(404, 'unknown_path');
  }

  private stamp = () => new Date(this.now).toISOString();

  private info() {
    const limits = { mutations: 500, pushBytes: 1 << 20, pullPage: 5000, photoBytes: 25 << 20 };
    return { schema: 1, oldest: 1, epoch: this.state.epoch, now: this.stamp(), limits };
  }

  private note(collection: CollectionName, id: Id): void {
    this.state.log.push({ seq: this.state.log.length + 1, in: collection, id });
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
      return { n, status: 'applied' };
    }
    if (!before || this.hidden.has(key)) return { n, status: 'aside', code: 'deleted', aside: this.aside(device, m, '', set, 'deleted') };
    const lost = Object.keys(set).filter((f) => {
      const current = JSON.stringify(valueAt(before, f));
      return current !== JSON.stringify(m.was?.[f] ?? null) && current !== JSON.stringify(set[f]);
    });
    this.put(m.in, m.id, Object.fromEntries(Object.entries(set).filter(([f]) => !lost.includes(f))));
    if (lost.length === 0) return { n, status: 'applied' };
    const aside = lost.map((f) => this.aside(device, m, f, set[f], 'both_changed'));
    return { n, status: 'aside', fields: lost, aside: aside[0]! };
  }

  private aside(device: string, m: Mutation, field: string, mine: unknown, reason: string): Id {
    const id = `c${device.slice(0, 6)}${m.n}`.padEnd(14, '0').slice(0, 14) + String(this.state.log.length % 10);
    this.put('conflicts', id, { collection: m.in, record: m.id, op: m.op, field, mine, reason, device, n: m.n });
    return id;
  }

  private pull(cursor: string, limit: number): Response {
    const [epoch, at] = cursor.split('.');
    const reset = cursor !== '' && (epoch !== this.state.epoch || Number(at) > this.state.log.length);
    const from = cursor === '' || reset ? 0 : Number(at);
    const page = this.state.log.slice(from, from + limit);
    const lines: unknown[] = reset ? [{ reset: true }] : [];
    lines.push({ begin: { changes: this.state.log.length - from, bytes: 0 } });
    const sent = new Set<string>();
    for (const entry of page) {
      const key = `${entry.in}/${entry.id}`;
      if (sent.has(key)) continue;
      sent.add(key);
      const doc = this.hidden.has(key) ? undefined : this.state.docs.get(key);
      lines.push(doc ? { put: entry.in, doc } : { drop: entry.in, id: entry.id });
    }
    const next = from + page.length;
    const end = { cursor: `${this.state.epoch}.${next}`, more: next < this.state.log.length, now: this.stamp(), epoch: this.state.epoch };
    lines.push({ end });
    const body = lines.map((l) => JSON.stringify(l) + '\n').join('');
    return new Response(body, { headers: { 'Content-Type': 'application/x-ndjson' } });
  }
}

const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });

function error(status: number, code: string, data: object = {}, headers?: Record<string, string>): Response {
  return new Response(JSON.stringify({ status, message: code, data: { code, ...data } }), { status, headers: headers ?? {} });
}

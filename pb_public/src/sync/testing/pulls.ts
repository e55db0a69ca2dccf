// What the fake server answers to those who fetch: pulls with all pages in one answer, without the echo of a device's own changes, with
// the library in segments; and the sums of what it holds. A cursor is "<epoch>.<number in the log>", and behind that ".x" while the
// library is left out, "f" in the middle of a first sync, or ".<n>" while the library is told anew and everything else only after n.
import type { CollectionName, Doc } from '../../domain/records.ts';
import { sumOf } from '../../protocol/crc32.ts';
import { encode } from '../../protocol/encode.ts';
import type { CheckAnswer, Tally } from '../../protocol/wire.ts';
import { partOf } from '../sums.ts';
import type { Entry, FakeServer } from './server.ts';

export interface SegmentStore {
  of: CollectionName[];
  size: number;
  sets: Map<string, { seq: number; pieces: string[][] }>;
}

const putLine = (key: string, doc: Doc) => `{"put":"${key.split('/')[0]}","doc":${encode(doc)}}`;

function visible(server: FakeServer): [key: string, doc: Doc][] {
  return [...server.state.docs].filter(([key]) => !server.hidden.has(key));
}

export function pull(server: FakeServer, device: string, query: URLSearchParams): string[] {
  const { epoch, log } = server.state;
  const limit = Number(query.get('limit') ?? 1000);
  const cursor = query.get('cursor') ?? '';
  const [itsEpoch, at, mode] = cursor.split('.');
  const reset = cursor !== '' && (itsEpoch !== epoch || Number(at) > log.length);
  const lines: string[] = reset ? ['{"reset":true}'] : [];
  let from = cursor === '' || reset ? 0 : Number(at);
  const first = cursor === '' || reset || (mode ?? '').includes('f');
  const set = cursor === '' && query.has('segments') ? offer(server) : null;
  const without = set !== null || (!reset && !!mode?.startsWith('x') && !query.has('have'));
  let others = reset ? 0 : from; // what is not of the library is told after this number
  if (!reset && mode?.startsWith('x') && query.has('have')) from = Math.min(from, server.library.sets.get(query.get('have')!)?.seq ?? 0);
  else if (!reset && /^\d+$/.test(mode ?? '')) others = Number(mode);

  const ofLibrary = (e: Entry) => server.library.of.includes(e.in);
  const due = log.slice(from).filter((e) => (ofLibrary(e) ? !without : e.seq > others));
  lines.push(JSON.stringify({ begin: { changes: due.length, bytes: 0, ...(set ? { segments: set } : {}) } }));
  for (let i = 0; ;) {
    const page = due.slice(i, i + limit);
    i += page.length;
    lines.push(...records(server, device, page, first || query.get('echo') !== 'no' ? null : from));
    const more = i < due.length;
    const next = more ? page.at(-1)!.seq : log.length;
    const middle = first ? 'f' : String(others);
    const tail = without ? (more && first ? 'xf' : 'x') : more ? middle : '';
    const last = i === page.length ? { last: server.state.lastN.get(device) ?? 0 } : {};
    const end = { ...last, cursor: [epoch, next, ...(tail ? [tail] : [])].join('.'), more, now: server.stamp(), epoch };
    lines.push(JSON.stringify({ end: !more && !without && server.checks ? { ...end, check: tallyOf(server) } : end }));
    if (!more || query.get('pages') !== 'all') return lines;
  }
}

/** The records of a page, each once; `since`: without what the device did itself after it; null: with everything. */
function records(server: FakeServer, device: string, page: Entry[], since: number | null): string[] {
  const lines: string[] = [];
  const told = new Set<string>();
  for (const entry of page) {
    const key = `${entry.in}/${entry.id}`;
    if (told.has(key)) continue;
    told.add(key);
    const doc = server.hidden.has(key) ? undefined : server.state.docs.get(key);
    if (
      since !== null &&
      doc &&
      server.state.log.every((e) => e.seq <= since || e.in !== entry.in || e.id !== entry.id || e.own === device)
    )
      continue;
    lines.push(doc ? putLine(key, doc) : JSON.stringify({ drop: entry.in, id: entry.id }));
  }
  return lines;
}

function offer(server: FakeServer) {
  const { library, state } = server;
  if (library.size === 0) return null;
  const set = `kb.${state.log.length}`;
  const all = visible(server).filter(([key]) => library.of.includes(key.split('/')[0] as CollectionName));
  const pieces: string[][] = [];
  for (let i = 0; i < all.length; i += library.size) pieces.push(all.slice(i, i + library.size).map(([key, doc]) => putLine(key, doc)));
  library.sets.set(set, { seq: state.log.length, pieces });
  return { set, parts: pieces.map((lines, i) => ({ id: `${set}.${i}`, records: lines.length, bytes: 0 })) };
}

export function segment(server: FakeServer, id: string): string[] | null {
  const dot = id.lastIndexOf('.');
  const lines = server.library.sets.get(id.slice(0, dot))?.pieces[Number(id.slice(dot + 1))];
  return lines ? [...lines, JSON.stringify({ end: {} })] : null;
}

function tallyOf(server: FakeServer): Tally {
  const docs = visible(server);
  return { count: docs.length, sum: docs.reduce((n, [key, doc]) => n + sumOf(key.split('/')[0]!, doc), server.lie) };
}

export function check(server: FakeServer): CheckAnswer {
  const parts: CheckAnswer['parts'] = {};
  for (const [key, doc] of visible(server)) {
    const [collection] = key.split('/') as [string];
    const part = (parts[partOf(collection, doc.id)] ??= { count: 0, sum: 0 });
    part.count++;
    part.sum += sumOf(collection, doc);
  }
  return { parts };
}

export function checkPart(server: FakeServer, part: string): string[] {
  const of = visible(server).filter(([key, doc]) => partOf(key.split('/')[0]!, doc.id) === part);
  return [...of.map(([key, doc]) => putLine(key, doc)), JSON.stringify({ end: { now: server.stamp(), epoch: server.state.epoch } })];
}

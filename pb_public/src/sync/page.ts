// Reading the answer of a pull, NDJSON, as it streams in: page after page, each closed by its `end` line. Nothing is applied here, and a
// page without its `end` was cut and is worth nothing (L1); those before it stand.
import { isCollection } from '../domain/fields.ts';
import type { CollectionName, Doc, Id } from '../domain/records.ts';
import { sumOf, sumOfBytes } from '../protocol/crc32.ts';
import type { PullEnd, PullLine, SegmentSet } from '../protocol/wire.ts';

export interface Put {
  in: CollectionName;
  doc: Doc;
  /** Of the record's bytes as they came (crc32.ts). */
  sum: number;
}

export interface Page {
  reset: boolean;
  puts: Put[];
  drops: { in: CollectionName; id: Id }[];
  /** Of collections of a later schema: not kept, but the server counts them among what this device holds. */
  passedOver: { in: string; id: Id; sum: number | null }[];
  segments: SegmentSet | null;
  end: PullEnd;
}

/** The answer broke off, or a line of it did, or it fell silent. */
export class Cut extends Error {}

/** The whole pages of an answer; throws Cut if it ends in the middle of one. `onCount` hears how many changes are in, of how many. */
export async function* readPages(
  body: ReadableStream<Uint8Array>,
  onCount: (done: number, total: number) => void = () => {},
  idleMs = 30_000,
): AsyncGenerator<Page> {
  let page = blank();
  let done = 0;
  let total = 0;
  let whole = false; // nothing is left over after the last `end`
  for await (const bytes of lines(body, idleMs)) {
    const line = parse(bytes);
    if (!line) continue;
    if ('end' in line) {
      whole = true;
      yield { ...page, end: line.end };
      page = blank();
      continue;
    }
    whole = false;
    if ('put' in line) takePut(page, line, bytes);
    else if ('drop' in line) takeDrop(page, line);
    else if ('reset' in line) page.reset = true;
    else if ('begin' in line) {
      total = line.begin.changes;
      page.segments = line.begin.segments ?? null;
    }
    if ('put' in line || 'drop' in line) onCount(++done, total);
  }
  if (!whole) throw new Cut('no end');
}

const blank = (): Omit<Page, 'end'> => ({ reset: false, puts: [], drops: [], passedOver: [], segments: null });

type PutLine = Extract<PullLine, { put: string }>;
type DropLine = Extract<PullLine, { drop: string }>;

function takePut(page: Omit<Page, 'end'>, { put, doc }: PutLine, line: Uint8Array): void {
  const sum = sumOfLine(put, doc, line);
  if (isCollection(put)) page.puts.push({ in: put, doc, sum });
  else page.passedOver.push({ in: put, id: doc.id, sum });
}

function takeDrop(page: Omit<Page, 'end'>, { drop, id }: DropLine): void {
  if (isCollection(drop)) page.drops.push({ in: drop, id });
  else page.passedOver.push({ in: drop, id, sum: null });
}

/** {"put":"jobs","doc":{...}}: the document is what stands between the head and the last brace. A line of another make is encoded anew. */
function sumOfLine(collection: string, doc: Doc, line: Uint8Array): number {
  const head = `{"put":"${collection}","doc":`;
  for (let i = 0; i < head.length; i++) if (line[i] !== head.charCodeAt(i)) return sumOf(collection, doc);
  const end = line.length - 1;
  if (line[head.length] !== BRACE || line[end] !== END_BRACE || line[end - 1] !== END_BRACE) return sumOf(collection, doc);
  return sumOfBytes(collection, line.subarray(head.length, end));
}

const [BRACE, END_BRACE, NEWLINE] = [0x7b, 0x7d, 0x0a];
const decoder = new TextDecoder();

function parse(line: Uint8Array): PullLine | null {
  if (line.length === 0) return null;
  try {
    return JSON.parse(decoder.decode(line)) as PullLine;
  } catch (e) {
    throw new Cut(String(e));
  }
}

/** The lines of a stream as bytes, which are good until the next one is asked for. */
async function* lines(body: ReadableStream<Uint8Array>, idleMs: number): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let rest: Uint8Array[] = []; // the beginning of a line whose end has not come
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), idleMs);
      if (done) break;
      let from = 0;
      for (let to = value.indexOf(NEWLINE); to >= 0; to = value.indexOf(NEWLINE, from)) {
        const piece = value.subarray(from, to);
        yield rest.length ? joined([...rest, piece]) : piece;
        rest = [];
        from = to + 1;
      }
      if (from < value.length) rest.push(value.subarray(from));
    }
  } catch (e) {
    throw new Cut(String(e));
  } finally {
    void reader.cancel().catch(() => {});
  }
  if (rest.length) yield joined(rest);
}

function joined(pieces: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('silent for too long')), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Reading one page of a pull, NDJSON, as it streams in. Nothing is applied here: a page without its `end` line was cut and
// is worth nothing (L1).
import { isCollection } from '../domain/fields.ts';
import type { CollectionName, Doc, Id } from '../domain/records.ts';
import type { PullEnd, PullLine } from '../protocol/wire.ts';

export interface Page {
  reset: boolean;
  puts: { in: CollectionName; doc: Doc }[];
  drops: { in: CollectionName; id: Id }[];
  end: PullEnd;
}

/** The page, or null if it was cut. `onCount` hears how many changes are in and how many the server still expects in all. */
export async function readPage(
  body: ReadableStream<Uint8Array>,
  onCount: (done: number, total: number) => void = () => {},
  idleMs = 30_000,
): Promise<Page | null> {
  const page: Omit<Page, 'end'> & { end: PullEnd | null } = { reset: false, puts: [], drops: [], end: null };
  let total = 0;
  const take = (text: string) => {
    if (text.trim() === '') return;
    const line = JSON.parse(text) as PullLine;
    if ('put' in line) {
      if (isCollection(line.put)) page.puts.push({ in: line.put, doc: line.doc }); // a collection of a later schema is skipped
    } else if ('drop' in line) {
      if (isCollection(line.drop)) page.drops.push({ in: line.drop, id: line.id });
    } else if ('begin' in line) total = line.begin.changes;
    else if ('reset' in line) page.reset = true;
    else if ('end' in line) page.end = line.end;
  };
  try {
    for await (const text of lines(body, idleMs)) {
      take(text);
      onCount(page.puts.length + page.drops.length, total);
    }
  } catch {
    return null; // a broken line or a broken connection: the same as no end
  }
  return page.end ? { ...page, end: page.end } : null;
}

async function* lines(body: ReadableStream<Uint8Array>, idleMs: number): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), idleMs);
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const whole = rest.split('\n');
      rest = whole.pop() ?? '';
      yield* whole;
      if (done) break;
    }
    if (rest !== '') yield rest;
  } finally {
    void reader.cancel().catch(() => {});
  }
}

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('silent for too long')), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

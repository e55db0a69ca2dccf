// The life of a library as files (kb/segment/vectors_test.go wrote it): at each moment a tablet that has these files and holds these
// articles finds what the server finds.
import { describe, expect, test } from 'vitest';
import articles from '../../../kb/search/testdata/articles.json';
import life from '../../../kb/segment/testdata/life.json';
import type { SearchDoc } from './doc.ts';
import { IndexHolder, searchDoc, type Held } from './holder.ts';
import { Segment } from './segment.ts';
import { bytesOf, published } from './testing.ts';

type Moment = (typeof life)[number];

const file = (name: string) => new Segment(bytesOf(name), name);

/** How the articles read at a moment. */
function shelf({ held, edits }: Moment): Map<string, SearchDoc> {
  const now = new Map<string, SearchDoc>(articles.map((a) => [a.id, a]));
  for (const edit of edits) now.set(edit.id, searchDoc({ ...now.get(edit.id), ...edit }));
  return new Map(Object.keys(held).map((id) => [id, now.get(id)!]));
}

const heldAt = ({ held }: Moment): Held => new Map(Object.entries(held));

async function at(moment: Moment, holder: IndexHolder, docs: Map<string, SearchDoc>): Promise<string[]> {
  holder.open(moment.files.map(file));
  const unread = holder.hold(heldAt(moment));
  holder.take(unread.map((id) => published(docs.get(id)!)));
  expect(holder.size).toBe(docs.size);
  for (const { text, total, hits, ...rest } of moment.finds) {
    const found = await holder.search({ text, ...filters(rest) });
    expect({ text, total: found.total, hits: found.hits.flatMap(({ id, score }) => [id, score]) }).toEqual({ text, total, hits });
    for (const hit of found.hits) expect(hit.title).toBe(docs.get(hit.id)!.title);
  }
  return unread;
}

const filters = (all: Record<string, unknown>) => Object.fromEntries(Object.entries(all).filter(([, v]) => v !== undefined));

const readFrom = (docs: Map<string, SearchDoc>) => (ids: string[]) =>
  Promise.resolve(ids.flatMap((id) => (docs.has(id) ? [published(docs.get(id)!)] : [])));

describe('a tablet that starts with', () => {
  test.each(life)('$name', async (moment) => {
    const docs = shelf(moment);
    const read = await at(moment, new IndexHolder(readFrom(docs)), docs);
    // what the files say is not analysed again
    const unsaid = { 'a base': 0, 'a delta': 0, 'two deltas': 0, 'ahead of the files': 4, 'only some of the files': 123 };
    expect(read).toHaveLength(unsaid[moment.name as keyof typeof unsaid]);
  });
});

test('a tablet that goes through all of it, and back', async () => {
  let docs = new Map<string, SearchDoc>();
  const holder = new IndexHolder((ids) => readFrom(docs)(ids));
  for (const moment of [...life, ...[...life].reverse()]) await at(moment, holder, (docs = shelf(moment)));
});

test('an article that went a moment ago is not shown', async () => {
  const [moment] = life as [Moment];
  const docs = shelf(moment);
  const holder = new IndexHolder(readFrom(docs));
  await at(moment, holder, docs);
  const { hits, total } = await holder.search({ text: '无线' });
  docs.delete(hits[0]!.id);
  const after = await holder.search({ text: '无线' });
  expect(after.hits).toEqual(hits.slice(1));
  expect(after.total).toBe(total - 1);
});

test('what cannot be a file is refused', () => {
  const whole = bytesOf('delta2.seg');
  for (let cut = 0; cut < whole.length; cut += 97) expect(() => new Segment(whole.slice(0, cut)), String(cut)).toThrow();
  const other = whole.slice();
  other[5]!++;
  expect(() => new Segment(other), 'of another analysis').toThrow(/version/);
});

// For tests: files of the index (kb/segment/testdata), and a holder of articles given by hand, as a tablet without any file has it.
import type { SearchDoc } from './doc.ts';
import { IndexHolder, type Article } from './holder.ts';

export const published = (doc: SearchDoc): Article => ({ doc, archived: false, published: true });

/** Makes a holder hold exactly these, analysed by itself. The sum of an article stands for its text, as on a tablet. */
export function fill(holder: IndexHolder, docs: SearchDoc[]): IndexHolder {
  const unread = new Set(holder.hold(new Map(docs.map((d) => [d.id, sumOf(d)]))));
  holder.take(docs.filter((d) => unread.has(d.id)).map(published));
  return holder;
}

function sumOf(doc: SearchDoc): number {
  let h = 7;
  for (const c of JSON.stringify(doc)) h = (Math.imul(h, 31) + c.codePointAt(0)!) >>> 0;
  return h;
}

const files: Record<string, string> = import.meta.glob('../../../kb/segment/testdata/*.seg', {
  query: '?url&inline',
  import: 'default',
  eager: true,
});

export function bytesOf(name: string): Uint8Array {
  const url = files[`../../../kb/segment/testdata/${name}`]!;
  return Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (c) => c.charCodeAt(0));
}

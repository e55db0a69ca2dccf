// Pages for tests that apply or read one by hand.
import type { CollectionName, Doc, Id } from '../../domain/records.ts';
import { sumOf } from '../../protocol/crc32.ts';
import { readPages, type Page } from '../page.ts';

export function pageOf(cursor: string, puts: { in: CollectionName; doc: Doc }[], drops: { in: CollectionName; id: Id }[] = []): Page {
  const end = { cursor, more: false, now: '', epoch: 'e1' };
  return { reset: false, puts: puts.map((p) => ({ ...p, sum: sumOf(p.in, p.doc) })), drops, passedOver: [], segments: null, end };
}

export async function firstPage(body: ReadableStream<Uint8Array>, idleMs?: number): Promise<Page> {
  for await (const page of readPages(body, undefined, idleMs)) return page;
  throw new Error('no page');
}

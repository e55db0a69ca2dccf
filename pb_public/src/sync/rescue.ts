// The rescue file: everything unsent in one JSON file, for the office to import when a tablet cannot send any more.
import type { LutongDB } from '../db/db.ts';
import { getMeta } from '../db/meta.ts';
import { SCHEMA } from '../protocol/wire.ts';

/** {"lutong":"rescue", ..., "mutations":[...], "photos":[{id, job, sha256, mime, base64}]} */
export async function rescueFile(db: LutongDB): Promise<Blob> {
  const head = {
    lutong: 'rescue',
    schema: SCHEMA,
    user: db.userId,
    device: await getMeta(db, 'device'),
    acked: await getMeta(db, 'acked'),
    offset: await getMeta(db, 'offset'),
    now: new Date().toISOString(),
  };
  const rows = await db.outbox.where('state').anyOf('pending', 'refused').sortBy('n');
  const parts: string[] = [JSON.stringify(head).slice(0, -1), ',"mutations":', JSON.stringify(rows), ',"photos":['];
  let first = true;
  // One photo at a time: together they can be larger than a string may be.
  for (const upload of await db.uploads.toArray()) {
    const blob = await db.blobs.get(upload.id);
    if (!blob) continue;
    parts.push(first ? '' : ',', JSON.stringify({ ...upload, base64: base64(blob.bytes) }));
    first = false;
  }
  parts.push(']}\n');
  return new Blob(parts, { type: 'application/json' });
}

function base64(bytes: ArrayBuffer): string {
  const all = new Uint8Array(bytes);
  let text = '';
  const piece = 0x8000 - (0x8000 % 3); // a multiple of three, so that pieces join without padding
  for (let i = 0; i < all.length; i += piece) text += btoa(String.fromCharCode(...all.subarray(i, i + piece)));
  return text;
}

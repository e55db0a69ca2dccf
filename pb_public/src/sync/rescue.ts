// The rescue file: everything unsent in one JSON file, for the office to import when a tablet cannot send any more. It is made from
// whatever can still be read: a table that cannot is named in `unread`, and what was typed and never stored stands in `drafts`.
import { schemaOf, type LutongDB } from '../db/db.ts';
import { getMeta } from '../db/meta.ts';
import { SCHEMA } from '../protocol/wire.ts';

export interface RescuedDraft {
  /** "<job>/<field>", "<job>/check/<template>/<item>" ... (state/draft.ts) */
  what: string;
  text: string;
  base: string;
}

/** `onUnread` hears of everything that could not be read.
 *  {"lutong":"rescue", ..., "counts":{...}, "drafts":[...], "mutations":[...], "photos":[{id, job, sha256, mime, base64}], "unread":[...]} */
export async function rescueFile(db: LutongDB, drafts: RescuedDraft[] = [], onUnread: () => void = () => {}): Promise<Blob> {
  const unread: string[] = [];
  const read = async <T>(what: string, query: () => PromiseLike<T>, otherwise: T): Promise<T> => {
    try {
      return await query();
    } catch (e) {
      unread.push(`${what}: ${String(e)}`);
      onUnread();
      return otherwise;
    }
  };
  const rows = await read('outbox', () => db.outbox.where('state').anyOf('pending', 'refused').sortBy('n'), []);
  const uploads = await read('uploads', () => db.uploads.toArray(), []);
  // Who opens the file to import it reads these first bytes only, hundreds of megabytes before the end.
  const head = {
    lutong: 'rescue',
    schema: SCHEMA,
    user: db.userId,
    device: await read('device', () => getMeta(db, 'device'), ''),
    acked: await read('acked', () => getMeta(db, 'acked'), 0),
    offset: await read('offset', () => getMeta(db, 'offset'), 0),
    now: new Date().toISOString(),
    counts: { changes: rows.length, photos: uploads.length },
    drafts,
  };
  const parts: string[] = [
    JSON.stringify(head).slice(0, -1),
    ',"mutations":',
    JSON.stringify(rows.map((r) => ({ ...r, schema: schemaOf(r) }))),
    ',"photos":[',
  ];
  let first = true;
  // One photo at a time: together they can be larger than a string may be.
  for (const upload of uploads) {
    const blob = await read('photo ' + upload.id, () => db.blobs.get(upload.id), undefined);
    if (!blob) continue;
    parts.push(first ? '' : ',', JSON.stringify({ ...upload, base64: base64(blob.bytes) }));
    first = false;
  }
  parts.push('],"unread":', JSON.stringify(unread), '}\n');
  return new Blob(parts, { type: 'application/json' });
}

function base64(bytes: ArrayBuffer): string {
  const all = new Uint8Array(bytes);
  let text = '';
  const piece = 0x8000 - (0x8000 % 3); // a multiple of three, so that pieces join without padding
  for (let i = 0; i < all.length; i += piece) text += btoa(String.fromCharCode(...all.subarray(i, i + piece)));
  return text;
}

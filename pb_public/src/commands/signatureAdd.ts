// signature.add: somebody signs on glass, or refuses to. In one transaction: the picture, the strokes, the canonical text
// of what was shown with its hash (U6), and the event. A refusal is a note: it does not move the status.
import type { LutongDB } from '../db/db.ts';
import { write, type Change } from '../db/write.ts';
import { Fault } from '../domain/fault.ts';
import { newId } from '../domain/id.ts';
import type { Id, Json, Lang } from '../domain/records.ts';
import { sha256 } from '../domain/sha256.ts';
import { asHere, canonicalOf } from './canonicalOf.ts';
import { photoChange, readBack } from './photoAdd.ts';

export interface SignatureAddArgs {
  job: Id;
  signer: string;
  role: string;
  /** signature_pad's toData(). */
  strokes: Json;
  /** The same as a picture; empty with a refusal. */
  png: ArrayBuffer;
  refused?: boolean;
  reason?: string;
  /** The language the customer read the sheet in; else that of the page. */
  lang?: Lang;
  /** The text as it stood on the glass: another one is not signed. */
  shown?: string;
}

export async function signatureAdd(db: LutongDB, args: SignatureAddArgs): Promise<void> {
  const { job, signer, role, strokes, png, refused = false, reason = '', lang = pageLang(), shown } = args;
  const signed = await canonicalOf(db, job, asHere(lang));
  if (shown !== undefined && !refused && shown !== signed) throw new Fault('sheet_changed');
  const id = newId();
  const changes: Change[] = [];
  const picture = png.byteLength ? await photoChange({ job, bytes: png, mime: 'image/png', kind: 'signature' }) : null;
  if (picture) changes.push(picture.change);
  const photo = picture?.photo.upload.id ?? '';
  const set = { job, signer, role, refused, reason, strokes, photo, signed, signedHash: await sha256(signed) };
  changes.push({ in: 'signatures', id, op: 'create', set });
  const event = refused
    ? { job, kind: 'note', text: reason, data: { signature: id, refused: true } }
    : { job, kind: 'signed', text: signer, shared: true, data: { signature: id } };
  changes.push({ in: 'events', id: newId(), op: 'create', set: event });
  await write(db, changes, picture ? [picture.photo] : []);
  if (picture) await readBack(db, picture.photo.upload);
}

const pageLang = (): Lang => (globalThis.document?.documentElement.lang === 'en' ? 'en' : 'zh-CN');

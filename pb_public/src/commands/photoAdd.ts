// photo.add: the record, its mutation and its bytes in one transaction; afterwards the bytes are read back and hashed
// again, so that "saved" is said of what is really there.
import type { LutongDB, UploadRow } from '../db/db.ts';
import { write, type Change, type PhotoBytes } from '../db/write.ts';
import { Fault } from '../domain/fault.ts';
import { newId } from '../domain/id.ts';
import type { Id, PhotoKind, Time } from '../domain/records.ts';
import { sha256 } from '../domain/sha256.ts';

export interface PhotoAddArgs {
  job: Id;
  bytes: ArrayBuffer;
  mime: string;
  kind: PhotoKind;
  caption?: string;
  place?: string;
  visit?: Id;
  run?: Id;
  item?: string;
  takenAt?: Time;
  /** this is a copy of that photo, with drawings on it */
  copyOf?: Id;
  /** this one after belongs to that one before */
  pairOf?: Id;
}

export async function photoAdd(db: LutongDB, args: PhotoAddArgs): Promise<Id> {
  const { change, photo } = await photoChange(args);
  await write(db, [change], [photo]);
  await readBack(db, photo.upload);
  return photo.upload.id;
}

/** The mutation that makes a photo, and its bytes. */
export async function photoChange({ bytes, ...args }: PhotoAddArgs): Promise<{ change: Change; photo: PhotoBytes }> {
  const id = newId();
  const hash = await sha256(bytes);
  const now = new Date().toISOString();
  const set = { takenAt: now, ...args, sha256: hash, bytes: bytes.byteLength };
  const upload = uploadRow(id, { job: args.job, mime: args.mime, size: bytes.byteLength, sha256: hash }, now);
  return { change: { in: 'photos', id, op: 'create', set }, photo: { bytes, upload } };
}

/** The row that follows a photo's bytes from here on. */
export function uploadRow(
  id: Id,
  of: Pick<UploadRow, 'job' | 'mime' | 'size' | 'sha256'>,
  addedAt: Time = new Date().toISOString(),
): UploadRow {
  return { id, ...of, addedAt, sent: false, tries: 0, notBefore: 0, uploadUrl: '', problem: '' };
}

export async function readBack(db: LutongDB, upload: UploadRow): Promise<void> {
  const stored = await db.blobs.get(upload.id);
  if (!stored || (await sha256(stored.bytes)) !== upload.sha256) throw new Fault('bytes_damaged');
}

// figure.add: an image of an article: the record, its mutation and its bytes in one transaction, as of a photo (photoAdd.ts). The same image
// again is the same record. Returns the reference by which the text names it.
import type { LutongDB, UploadRow } from '../db/db.ts';
import { write, type Change, type PhotoBytes } from '../db/write.ts';
import { figureId, figureRef } from '../domain/figure.ts';
import type { Id } from '../domain/records.ts';
import { sha256 } from '../domain/sha256.ts';
import { readBack } from './photoAdd.ts';

export interface Image {
  bytes: ArrayBuffer;
  mime: string;
  width: number;
  height: number;
}

export async function figureAdd(db: LutongDB, args: { article: Id; image: Image }): Promise<string> {
  const { ref, change, photo } = await figureChange(args.article, args.image);
  const known = await db.figures.get(change.id);
  if (known && (known.state !== 'waiting' || (await db.uploads.get(change.id)))) return ref;
  // another tablet announced the same image and has not sent it: whoever is first brings it
  // pasted twice in one go; bytes without a record are not that, and fail aloud
  const unless = async () => !!(known ?? (await db.figures.get(change.id))) && !!(await db.uploads.get(change.id));
  await write(db, known ? [] : [change], [photo], { unless });
  await readBack(db, photo.upload);
  return ref;
}

/** The mutation that makes an image of an article, its bytes, and its name in the text. */
export async function figureChange(article: Id, { bytes, ...facts }: Image): Promise<{ ref: string; change: Change; photo: PhotoBytes }> {
  const hash = await sha256(bytes);
  const ref = figureRef(hash);
  const id = figureId(article, ref);
  const upload: UploadRow = {
    id,
    in: 'figures',
    job: '',
    sha256: hash,
    mime: facts.mime,
    size: bytes.byteLength,
    addedAt: new Date().toISOString(),
    sent: false,
    tries: 0,
    notBefore: 0,
    uploadUrl: '',
    problem: '',
  };
  const set = { article, sha256: hash, bytes: bytes.byteLength, ...facts };
  return { ref, change: { in: 'figures', id, op: 'create', set }, photo: { bytes, upload } };
}

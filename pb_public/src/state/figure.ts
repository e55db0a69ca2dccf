// The image of an article, from wherever it is: bytes on this tablet that the server has not got, then those kept for reading offline, then
// the server. What was fetched is kept. The caller of figureUrl revokes the object URL when it is done.
import type { LutongDB } from '../db/db.ts';
import { Fault } from '../domain/fault.ts';
import type { Figure } from '../domain/records.ts';
import { faultOf, reach } from '../sync/http.ts';
import { session } from './session.svelte.ts';

export type FigureSize = 'thumb' | 'view';
type Known = Pick<Figure, 'id' | 'sha256'>;

export const fileKey = (figure: Pick<Figure, 'sha256'>, size: FigureSize): string => `${figure.sha256}/${size}`;

export async function figureUrl(db: LutongDB, figure: Known, size: FigureSize = 'view'): Promise<string> {
  return URL.createObjectURL(await figureBlob(db, figure, size));
}

export async function figureBlob(db: LutongDB, figure: Known, size: FigureSize): Promise<Blob> {
  const own =
    (await db.blobs.get(figure.id)) ?? (await kept(db, figure, size)) ?? (size === 'thumb' ? await kept(db, figure, 'view') : undefined);
  if (own) return new Blob([own.bytes], { type: own.mime });
  try {
    return await fetchFigure(db, figure, size);
  } catch (e) {
    const small = size === 'view' && e instanceof Fault && e.code === 'offline' ? await kept(db, figure, 'thumb') : undefined;
    if (small) return new Blob([small.bytes], { type: small.mime }); // better small than not at all
    throw e;
  }
}

async function kept(db: LutongDB, figure: Known, size: FigureSize) {
  const key = fileKey(figure, size);
  const file = await db.figureFiles.get(key);
  if (file && Date.now() - file.usedAt > 86_400_000) await db.figureFiles.update(key, { usedAt: Date.now() }).catch(() => 0); // a full disk still shows
  return file;
}

/** From the server into the tablet. No room: shown, not kept. */
export async function fetchFigure(db: LutongDB, figure: Known, size: FigureSize): Promise<Blob> {
  const answer = await reach(`/figures/${figure.id}/${size}`, { headers: { Authorization: session.token() } });
  if (!answer.ok) throw answer.status === 404 ? new Fault('missing') : await faultOf(answer);
  const bytes = await answer.arrayBuffer().catch((e: unknown) => {
    throw new Fault('offline', String(e)); // cut in the middle
  });
  const mime = answer.headers.get('Content-Type') ?? 'image/jpeg';
  await db.figureFiles.put({ key: fileKey(figure, size), mime, bytes, length: bytes.byteLength, usedAt: Date.now() }).catch(() => {});
  return new Blob([bytes], { type: mime });
}

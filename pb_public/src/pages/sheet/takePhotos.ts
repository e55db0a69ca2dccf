// From the camera or a file into the tablet's database, original bytes, before anything else happens to them. Of one with more bytes or
// more pixels than the server takes a smaller picture is made to travel.
import { fmt, t } from '../../i18n';
import { getMeta } from '../../db/meta.ts';
import { photoAdd, photoAddLarge, type PhotoAddArgs } from '../../commands/index.ts';
import type { Id } from '../../domain/records.ts';
import { DEFAULT_LIMITS } from '../../protocol/wire.ts';
import { keepThumb } from '../../state/photo.ts';
import { session } from '../../state/session.svelte.ts';
import { toasts } from '../../ui/toast.svelte.ts';
import { act } from './act.ts';

export type PhotoFacts = Pick<PhotoAddArgs, 'kind' | 'caption' | 'place' | 'run' | 'item' | 'pairOf'>;

/** The ids of what was stored; what could not be stored has been said. */
export async function takePhotos(job: Id, files: FileList | null, facts: PhotoFacts): Promise<Id[]> {
  const added: Id[] = [];
  const db = session.db!;
  let readable = true;
  // The camera was in front: WebKit may have killed the connection behind it, and then the first question fails. The bytes still want a place.
  const limits = await getMeta(db, 'limits').catch(() => null);
  const { photoBytes, photoPixels = DEFAULT_LIMITS.photoPixels } = limits ?? DEFAULT_LIMITS;
  for (const file of files ?? []) {
    if (file.size === 0) {
      toasts.show({ tone: 'stop', text: t('photos.empty') }); // nothing to keep, and nothing the server could ever take
      continue;
    }
    let bytes = new ArrayBuffer(0);
    let large = '' as '' | 'scaled' | 'refused';
    let pixels = 0;
    const mime = file.type || 'image/jpeg';
    const stored = await act(async () => {
      bytes = await file.arrayBuffer();
      const takenAt = new Date(file.lastModified || Date.now()).toISOString();
      const args = { job, bytes, mime, takenAt, ...facts };
      pixels = await pixelsIn(bytes);
      if (file.size <= photoBytes && pixels <= photoPixels) return void added.push(await photoAdd(db, args));
      const { id, sent } = await photoAddLarge(db, args, async (whole) =>
        (await import('../../pictures/index.ts')).within(whole, mime, photoBytes),
      );
      added.push(id);
      large = sent ? 'scaled' : 'refused';
      bytes = sent ?? bytes;
    });
    if (!stored) continue;
    // Stored first, whatever it is; but nobody leaves the site believing that a broken file is evidence.
    const limit =
      file.size > photoBytes
        ? { size: fmt.bytes(file.size), most: fmt.bytes(photoBytes) }
        : { size: megapixels(pixels), most: megapixels(photoPixels) };
    const sizes = { ...limit, small: fmt.bytes(bytes.byteLength) };
    if (large === 'refused') {
      toasts.show({ tone: 'stop', text: t('photos.tooLarge', sizes) });
      continue;
    }
    const photo = await db.photos.get(added.at(-1)!).catch(() => undefined);
    readable &&= !!photo && (await keepThumb(photo, bytes));
    toasts.show(readable ? { text: large ? t('photos.scaled', sizes) : t('photos.kept') } : { tone: 'stop', text: t('photos.unreadable') });
  }
  return added;
}

const megapixels = (pixels: number): string => t('photos.megapixels', { n: Math.round(pixels / 1_000_000) });

/** 0 where that cannot be told: the server looks again. */
const pixelsIn = (bytes: ArrayBuffer): Promise<number> =>
  import('../../pictures/pixels.ts').then(({ pixelsOf }) => pixelsOf(bytes)).catch(() => 0);

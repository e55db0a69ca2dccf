// From the camera or a file into the tablet's database, original bytes, before anything else happens to them.
import { fmt, t } from '../../i18n';
import { getMeta } from '../../db/meta.ts';
import { photoAdd, type PhotoAddArgs } from '../../commands/index.ts';
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
  const { photoBytes } = (await getMeta(db, 'limits')) ?? DEFAULT_LIMITS;
  for (const file of files ?? []) {
    if (file.size === 0) {
      toasts.show({ tone: 'stop', text: t('photos.empty') }); // nothing to keep, and nothing the server could ever take
      continue;
    }
    let bytes = new ArrayBuffer(0);
    const mime = file.type || 'image/jpeg';
    const stored = await act(async () => {
      bytes = await file.arrayBuffer();
      const takenAt = new Date(file.lastModified || Date.now()).toISOString();
      added.push(await photoAdd(db, { job, bytes, mime, takenAt, ...facts }));
    });
    if (!stored) continue;
    // Stored first, whatever it is; but nobody leaves the site believing that a broken file is evidence.
    if (file.size > photoBytes) {
      toasts.show({ tone: 'stop', text: t('photos.tooLarge', { size: fmt.bytes(file.size), most: fmt.bytes(photoBytes) }) });
      continue;
    }
    const photo = await db.photos.get(added.at(-1)!);
    readable &&= !!photo && (await keepThumb(photo, bytes));
    toasts.show(readable ? { text: t('photos.kept') } : { tone: 'stop', text: t('photos.unreadable') });
  }
  return added;
}

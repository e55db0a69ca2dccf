// From the camera or a file into the tablet's database, original bytes, before anything else happens to them.
import { t } from '../../i18n';
import { photoAdd } from '../../commands/index.ts';
import type { Id, PhotoKind } from '../../domain/records.ts';
import { session } from '../../state/session.svelte.ts';
import { toasts } from '../../ui/toast.svelte.ts';
import { act } from './act.ts';

export interface PhotoFacts {
  kind: PhotoKind;
  caption?: string;
  run?: Id;
  item?: string;
}

/** The ids of what was stored; what could not be stored has been said. */
export async function takePhotos(job: Id, files: FileList | null, facts: PhotoFacts): Promise<Id[]> {
  const added: Id[] = [];
  let readable = true;
  for (const file of files ?? []) {
    const stored = await act(async () => {
      const takenAt = new Date(file.lastModified || Date.now()).toISOString();
      added.push(await photoAdd(session.db!, { job, bytes: await file.arrayBuffer(), mime: file.type || 'image/jpeg', takenAt, ...facts }));
    });
    if (!stored) continue;
    // Stored first, whatever it is; but nobody leaves the site believing that a broken file is evidence.
    readable &&= await opens(file);
    toasts.show(readable ? { text: t('photos.kept') } : { tone: 'stop', text: t('photos.unreadable') });
  }
  return added;
}

/** Whether this tablet can show it. */
async function opens(file: Blob): Promise<boolean> {
  try {
    (await createImageBitmap(file)).close();
    return true;
  } catch {
    return false;
  }
}

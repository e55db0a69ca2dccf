// From the camera or a file into the tablet's database, original bytes, before anything else happens to them.
import { t } from '../../i18n';
import { photoAdd } from '../../commands/index.ts';
import type { Id, PhotoKind } from '../../domain/records.ts';
import { session } from '../../state/session.svelte.ts';
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
  for (const file of files ?? []) {
    await act(async () => {
      const takenAt = new Date(file.lastModified || Date.now()).toISOString();
      added.push(await photoAdd(session.db!, { job, bytes: await file.arrayBuffer(), mime: file.type || 'image/jpeg', takenAt, ...facts }));
    }, t('photos.kept'));
  }
  return added;
}

// searchWords.add / .edit / .remove: what trainers add to the words of the search.
import type { LutongDB } from '../db/db.ts';
import { write } from '../db/write.ts';
import { newId } from '../domain/id.ts';
import type { Id, SearchWords } from '../domain/records.ts';

export type SearchWordsFields = Pick<SearchWords, 'kind' | 'words' | 'note'>;

export async function searchWordsAdd(db: LutongDB, set: SearchWordsFields): Promise<Id> {
  const id = newId();
  await write(db, [{ in: 'searchWords', id, op: 'create', set: { ...set } }]);
  return id;
}

export async function searchWordsEdit(db: LutongDB, id: Id, set: SearchWordsFields): Promise<void> {
  await write(db, [{ in: 'searchWords', id, op: 'update', set: { ...set } }]);
}

export async function searchWordsRemove(db: LutongDB, id: Id): Promise<void> {
  await write(db, [{ in: 'searchWords', id, op: 'delete' }]);
}

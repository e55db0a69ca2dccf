// The two sides of a conflict as a person is to see them: what is in effect by now, and what would be if the value set aside were put in.
import { valueAt } from './apply.ts';
import { mergeText } from './mergeText.ts';
import type { Conflict, Doc, Json } from './records.ts';

export type Side = 'mine' | 'theirs';

/** the side that is in effect; choosing it changes nothing */
export const standing = (conflict: Conflict): Side => (conflict.lost === 'theirs' ? 'mine' : 'theirs');

export const lost = (conflict: Conflict): Side => (standing(conflict) === 'mine' ? 'theirs' : 'mine');

/** what the field holds now, as far as this device knows */
export const nowOf = (conflict: Conflict, doc: Doc | undefined): Json =>
  doc ? (valueAt(doc, conflict.field) as Json) : conflict[standing(conflict)];

/** what the field becomes if the value set aside is put in: of a text of several lines only the lines that both changed (M3) */
export function ifTaken(conflict: Conflict, now: Json): Json {
  const aside = conflict[lost(conflict)];
  if (typeof aside !== 'string' || typeof now !== 'string' || conflict.field.includes('.')) return aside;
  return mergeText(typeof conflict.base === 'string' ? conflict.base : '', now, aside);
}

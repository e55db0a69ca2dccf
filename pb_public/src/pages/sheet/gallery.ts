// The photos of a job as they are shown: what was before beside what was after, then everything else. Pure.
import type { Id, Photo } from '../../domain/records.ts';

export interface Gallery {
  pairs: { before: Photo; after: Photo }[];
  others: Photo[];
  /** befores that no after names yet */
  open: Photo[];
}

/** `photos`: newest first. Copies stand among the others, beside what they are copies of. */
export function galleryOf(photos: readonly Photo[]): Gallery {
  const byId = new Map(photos.map((photo) => [photo.id, photo]));
  const pairs = photos.flatMap((after) => {
    const before = after.copyOf ? undefined : byId.get(after.pairOf);
    return before ? [{ before, after }] : [];
  });
  const paired = new Set<Id>(pairs.flatMap(({ before, after }) => [before.id, after.id]));
  const singles = photos.filter((photo) => !paired.has(photo.id));
  const copiesOf = (id: Id) => singles.filter((photo) => photo.copyOf === id);
  const others = singles.filter((photo) => !byId.has(photo.copyOf)).flatMap((photo) => [photo, ...copiesOf(photo.id)]);
  const told = new Set(others.map((photo) => photo.id));
  return {
    pairs,
    others: [...others, ...singles.filter((photo) => !told.has(photo.id))],
    open: photos.filter((photo) => photo.kind === 'before' && !photo.copyOf && !paired.has(photo.id)),
  };
}

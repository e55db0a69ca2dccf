import { expect, test } from 'vitest';
import { blank } from '../../domain/fields.ts';
import type { Photo } from '../../domain/records.ts';
import { galleryOf } from './gallery.ts';

const photo = (id: string, more: Partial<Photo>): Photo => ({ ...(blank('photos', id) as unknown as Photo), ...more });
const ids = (photos: Photo[]) => photos.map((p) => p.id);

test('what was before stands beside what was after', () => {
  const got = galleryOf([
    photo('c', { kind: 'damage' }),
    photo('b2', { kind: 'before' }),
    photo('a', { kind: 'after', pairOf: 'b' }),
    photo('b', { kind: 'before' }),
  ]);
  expect(got.pairs.map(({ before, after }) => [before.id, after.id])).toEqual([['b', 'a']]);
  expect(ids(got.others)).toEqual(['c', 'b2']);
  expect(ids(got.open)).toEqual(['b2']);
});

test('a copy follows its original and is no half of a pair', () => {
  const got = galleryOf([
    photo('copyA', { kind: 'after', copyOf: 'a', pairOf: 'b' }),
    photo('x', { kind: 'label' }),
    photo('a', { kind: 'after', pairOf: 'b' }),
    photo('b', { kind: 'before' }),
    photo('copyY', { kind: 'before', copyOf: 'y' }),
    photo('y', { kind: 'before' }),
  ]);
  expect(got.pairs.map(({ after }) => after.id)).toEqual(['a']);
  expect(ids(got.others)).toEqual(['x', 'y', 'copyY', 'copyA']);
  expect(ids(got.open)).toEqual(['y']);
});

test('a partner that is not on this tablet leaves nothing out', () => {
  const got = galleryOf([photo('a', { kind: 'after', pairOf: 'gone' }), photo('k', { copyOf: 'gone' })]);
  expect([got.pairs.length, ids(got.others)]).toEqual([0, ['a', 'k']]);
});

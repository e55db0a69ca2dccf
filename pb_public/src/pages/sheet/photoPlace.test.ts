import { expect, test } from 'vitest';
import type { Bundle } from './bundle.ts';
import { placeOf, placeToShow } from './photoPlace.ts';

const at = (customer: string, site: string, room: string) =>
  ({ customer: { name: customer }, site: { name: site, room } }) as unknown as Bundle;

test('a photo knows its room; what is written into a picture that customers see does not', () => {
  const where = at('H 集团', '总部大楼', 'B1 弱电机房，门禁找何主任');
  expect(placeOf(where)).toBe('H 集团 · 总部大楼 · B1 弱电机房，门禁找何主任');
  expect(placeToShow(where)).toBe('H 集团 · 总部大楼');
  expect(placeToShow(at('H 集团', 'H 集团总部大楼', ''))).toBe('H 集团总部大楼');
});

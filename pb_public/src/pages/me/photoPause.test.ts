import { expect, test } from 'vitest';
import { pausedUntil } from './photoPause.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const hour = 3_600_000;

test.each([
  ['never asked', 0, 0],
  ['over', now - 1, 0],
  ['a moment', now + 30_000, 0],
  ['until the quota begins anew', now + 14 * hour, now + 14 * hour],
  ['noted by a clock that was wrong', now + 25 * hour, 0],
])('a pause with photos: %s', (_, asked, until) => {
  expect(pausedUntil(asked, now)).toBe(until);
});

import { expect, test } from 'vitest';
import { MAX_CHARACTERS, tooManyCharacters } from './articleLength.ts';

test('characters are counted as the server counts them', () => {
  expect(tooManyCharacters('长'.repeat(MAX_CHARACTERS))).toBe(0);
  expect(tooManyCharacters('长'.repeat(MAX_CHARACTERS + 1))).toBe(MAX_CHARACTERS + 1);
  expect(tooManyCharacters('😀'.repeat(MAX_CHARACTERS))).toBe(0); // two units of UTF-16 each
});

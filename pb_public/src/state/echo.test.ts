import { expect, test } from 'vitest';
import { listenForEcho } from './echo.ts';

test('own saves that come back are no news, in order or with one skipped', () => {
  const echo = listenForEcho();
  for (const text of ['a', 'ab', 'abc']) echo.sent(text);
  expect(echo.isNews('a')).toBe(false);
  expect(echo.isNews('abc')).toBe(false);
});

test('what somebody else wrote is news, also when it is what once stood here', () => {
  const echo = listenForEcho();
  echo.sent('a');
  expect(echo.isNews('theirs')).toBe(true);
  expect(echo.isNews('a')).toBe(false);
  expect(echo.isNews('a')).toBe(true);
});

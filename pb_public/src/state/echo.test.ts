import { expect, test } from 'vitest';
import { ECHO_MS, listenForEcho } from './echo.ts';

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

test('a save that wrote nothing leaves no echo behind that swallows a later change', () => {
  let now = 0;
  const echo = listenForEcho(() => now);
  const ended = echo.sent('甲');
  now += 60_000; // as long as the save runs its echo is due
  ended();
  now += ECHO_MS;
  expect(echo.isNews('乙')).toBe(true); // the office
  expect(echo.isNews('甲')).toBe(true); // the office takes it back
});

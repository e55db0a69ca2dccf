import { expect, test } from 'vitest';
import { readAs, readNumber } from './number.ts';

test.each([
  ['1200', 1200],
  ['1,200', 1200],
  ['1，200', 1200],
  ['12,345.6', 12345.6],
  ['1,234,567', 1234567],
  ['1.234,5', 1234.5],
  ['1,2', 1.2],
  ['3,1415', 3.1415],
  ['0,125', 0.125],
  ['-1,5', -1.5],
  ['1 200', 1200],
  ['－１２．５', -12.5],
  ['−11.4', -11.4],
  ['3。5', 3.5],
  ['1e-9', 1e-9],
  ['.5', 0.5],
])('%s is read as %d', (typed, n) => expect(readNumber(typed)).toBe(n));

test.each(['abc', '1,2,3', '1,20,300', '0x10', '12a', 'Infinity', '-', ','])('%s is no number', (typed) =>
  expect(readNumber(typed)).toBeNaN(),
);

test('an empty box is no answer', () => {
  expect(readNumber('')).toBeNull();
  expect(readNumber('  ')).toBeNull();
});

test('what was understood is said where it differs from what was typed', () => {
  expect(readAs('1,200')).toBe('1200');
  expect(readAs('1,2')).toBe('1.2');
  expect(readAs('１２')).toBe('12');
  expect(readAs('1.50')).toBe('');
  expect(readAs('abc')).toBe('');
});

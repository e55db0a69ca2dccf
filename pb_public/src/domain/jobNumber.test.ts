import { expect, test } from 'vitest';
import { isNumber, spokenNumber } from './jobNumber.ts';

const number = 'LT-2026-000044';

test.each([
  '44',
  '044',
  '000044',
  '#44',
  'No. 44',
  '44 号',
  'lt44',
  'LT-44',
  'LT-2026-44',
  'lt 2026 44',
  '2026-44',
  '2026/44',
  '2026 44',
  'ＬＴ－２０２６－４４',
  number,
  'lt2026000044',
])('%s asks for it', (text) => {
  const asked = spokenNumber(text);
  expect(asked && isNumber(number, asked)).toBe(true);
});

test.each(['4', '440', '2025-44', 'lt 2025 44', '1044', '2026-440'])('%s asks for another', (text) => {
  const asked = spokenNumber(text);
  expect(asked && isNumber(number, asked)).toBe(false);
});

test.each(['', '0', 'AP-44', '44 无线', '10.1.22.44', '13800138044', 'P-abc-44', '44口', 'E-44'])('%s is no job number', (text) => {
  const asked = spokenNumber(text);
  expect(asked === null || !isNumber(number, asked)).toBe(true);
});

test('a provisional number has no short one', () => expect(isNumber('P-abc-7', { year: '', n: 7 })).toBe(false));

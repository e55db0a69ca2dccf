import { expect, test } from 'vitest';
import { blank } from '../../domain/fields.ts';
import { linesOf, matches, statusTone } from './jobWords.ts';

const job = {
  ...blank('jobs', 'j1'),
  number: 'LT-2026-000042',
  title: '3 楼会议室无线中断',
  customer: 'c',
  site: 's',
  status: 'onSite' as const,
};
const [line] = linesOf(
  [job],
  [{ ...blank('customers', 'c'), name: 'H 集团' }, undefined],
  [{ ...blank('sites', 's'), name: '总部大楼' }],
  new Set(['j1']),
);

test('a line carries names and whether anything is unsent', () => {
  expect(line).toMatchObject({ customer: 'H 集团', site: '总部大楼', unsent: true });
});

test('every word must be somewhere: number, title, customer, site; width and case do not matter', () => {
  expect(matches(line!, '无线 h')).toBe(true);
  expect(matches(line!, 'ＬＴ-2026-000042')).toBe(true);
  expect(matches(line!, '总部 无线')).toBe(true);
  expect(matches(line!, '2026-42')).toBe(true);
  expect(matches(line!, '总部 打印机')).toBe(false);
  expect(matches(line!, '  ')).toBe(true);
});

test('standing still is told before the status', () => {
  expect(statusTone(job)).toBe('accent');
  expect(statusTone({ ...job, waiting: 'parts' })).toBe('wait');
  expect(statusTone({ ...job, status: 'restored' })).toBe('go');
});

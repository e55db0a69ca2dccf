import { expect, test } from 'vitest';
import { byDay, matching, type Brief } from './briefs.ts';

const brief = (job: string, at: string, more: Partial<Brief> = {}): Brief => ({
  job,
  at,
  number: '',
  title: '',
  customer: '',
  site: '',
  kind: 'fault',
  status: 'fixed',
  ...more,
});

test('a query narrows by customer, site, title and number, in any order and width', () => {
  const briefs = [
    brief('a', '', { customer: 'H 集团', title: '会议室无线中断', number: 'LT-2026-000059' }),
    brief('b', '', { customer: '二中', site: '图书馆', title: '巡检' }),
  ];
  const jobs = (query: string) => matching(briefs, query).map((b) => b.job);
  expect(jobs('')).toEqual(['a', 'b']);
  expect(jobs('无线 h')).toEqual(['a']);
  expect(jobs('ｌｔ-2026')).toEqual(['a']);
  expect(jobs('图书馆 无线')).toEqual([]);
});

test('the list falls into days and keeps its order', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
  const days = byDay([brief('a', at(22, 9)), brief('b', at(22, 1)), brief('c', at(21, 23))]);
  expect(days.map((d) => d.briefs.map((b) => b.job))).toEqual([['a', 'b'], ['c']]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { abandoned, onSearch, searched, type Searched } from './searched.ts';

const of = (query: string): Searched => ({ query, lang: 'zh-CN', hits: 1, filters: {} });
let heard: string[] = [];
let stop = () => {};
beforeEach(() => {
  vi.useFakeTimers();
  heard = [];
  stop = onSearch(({ query }) => heard.push(query));
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

test('only what typing came to rest on was looked for', () => {
  searched(of('AP'));
  vi.advanceTimersByTime(400);
  searched(of('AP 掉线'));
  vi.advanceTimersByTime(5000);
  expect(heard).toEqual(['AP 掉线']);
});

test('what was acted on at once is told at once, and once', () => {
  searched(of('AP'));
  searched(of('AP'), true);
  vi.advanceTimersByTime(5000);
  expect(heard).toEqual(['AP']);
});

test('an emptied box, and who stopped listening, hear nothing', () => {
  searched(of('AP'));
  abandoned();
  vi.advanceTimersByTime(5000);
  stop();
  searched(of('AP'), true);
  expect(heard).toEqual([]);
});

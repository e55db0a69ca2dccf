import { beforeEach, expect, test, vi } from 'vitest';
import { forget, recentOf, remember } from './recent.ts';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (k: string) => kept.get(k) ?? null,
    setItem: (k: string, v: string) => void kept.set(k, v),
    removeItem: (k: string) => void kept.delete(k),
  });
});

test('the newest first, each once, eight at most, for each person', () => {
  for (const text of ['AP 掉线', '环路', ' AP 掉线 ', 'x']) remember('u', text);
  expect(recentOf('u')).toEqual(['AP 掉线', '环路']);
  expect(recentOf('other')).toEqual([]);
  for (let i = 0; i < 20; i++) remember('u', 'query ' + i);
  expect(recentOf('u')).toHaveLength(8);
  expect(recentOf('u')[0]).toBe('query 19');
  forget('u');
  expect(recentOf('u')).toEqual([]);
});

test('what cannot be read is nothing', () => {
  localStorage.setItem('searched:u', '{"a":1}');
  expect(recentOf('u')).toEqual([]);
  localStorage.setItem('searched:u', 'not json');
  expect(recentOf('u')).toEqual([]);
});

import { expect, test } from 'vitest';
import type { RecordGroup } from '../../search/record.ts';
import type { RecordHit, RecordResult } from '../../search/recordIndex.ts';
import type { Hit } from '../knowledge/find.ts';
import { arrange, hitsOf } from './oneBox.ts';

const hit = (id: string, set: Partial<RecordHit> = {}): RecordHit => ({
  ...{ kind: 'job', id, name: [], more: '', status: '', unsent: false, at: '', why: null, exact: false, named: false },
  ...set,
});
const result = (hits: Partial<Record<RecordGroup, RecordHit[]>>): RecordResult => {
  const of = (list: RecordHit[] = []) => ({ total: list.length, hits: list });
  return { groups: { jobs: of(hits.jobs), assets: of(hits.assets), customers: of(hits.customers) } };
};
const article: Hit = { id: 'a', slug: 'a', lang: 'zh-CN', kind: 'fault', title: 'a', snippet: '' };
const articles = { total: 7, hits: [article], absent: [] };

test('articles first, where records only speak of it', () => {
  const { sections, counts, exact } = arrange(articles, result({ jobs: [hit('j')], customers: [hit('c')] }), '');
  expect(sections.map((s) => s.group)).toEqual(['articles', 'jobs', 'customers']);
  expect(counts).toEqual({ articles: 7, jobs: 1, assets: 0, customers: 1 });
  expect(exact).toEqual([]);
});

test('who or what is called so stands above the articles', () => {
  const { sections } = arrange(articles, result({ jobs: [hit('j', { named: true })], customers: [hit('c', { named: true })] }), '');
  expect(sections.map((s) => s.group)).toEqual(['customers', 'articles', 'jobs']);
});

test('what was typed exactly stands alone on top, once', () => {
  const { exact, sections } = arrange(
    articles,
    result({ assets: [hit('s', { exact: true }), hit('t')], jobs: [hit('j', { exact: true })] }),
    '',
  );
  expect(exact.map((h) => h.id)).toEqual(['j', 's']);
  expect(sections.map((s) => [s.group, s.records.map((h) => h.id).join()])).toEqual([
    ['articles', ''],
    ['assets', 't'],
  ]);
});

test('one group alone, with its own exact ones', () => {
  const of = (only: 'assets' | 'articles') =>
    arrange(articles, result({ assets: [hit('s', { exact: true }), hit('t')], jobs: [hit('j', { exact: true })] }), only);
  expect([of('assets').exact.map((h) => h.id), of('assets').sections.map((s) => s.group)]).toEqual([['s'], ['assets']]);
  expect([of('articles').exact, of('articles').sections.map((s) => s.group)]).toEqual([[], ['articles']]);
});

test('a code that no article has is told above the articles, wherever they stand', () => {
  const absent = [{ code: 'E-9999x', begun: false }];
  const { sections } = arrange({ ...articles, absent }, result({ customers: [hit('c', { named: true })] }), '');
  expect(sections.map((s) => [s.group, s.absent])).toEqual([
    ['customers', []],
    ['articles', absent],
  ]);
  const exact = arrange({ ...articles, absent }, result({ jobs: [hit('j', { exact: true })] }), '');
  expect(exact.sections.map((s) => [s.group, s.absent])).toEqual([['articles', []]]); // it is the job's number
});

test('articles that are only like the code that was named are no answer, for the log', () => {
  const found = (code: { code: string; begun: boolean }[]) =>
    hitsOf(arrange({ ...articles, absent: code }, result({ customers: [hit('c', {})] }), ''));
  expect(found([])).toBe(8);
  expect(found([{ code: 'E-9999x', begun: false }])).toBe(1);
  expect(found([{ code: 'E-99', begun: true }])).toBe(8);
});

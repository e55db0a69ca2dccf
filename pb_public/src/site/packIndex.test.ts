import { expect, test } from 'vitest';
import script from '../../../kb/site/testdata/data.zh-CN.js?raw';
import { PackIndex } from './packIndex.ts';
import { pieces } from './pieces.ts';

test('a passage becomes plain texts, whatever stood in the article', () => {
  const index = new PackIndex([{ id: 'a', lang: 'zh-CN', kind: 'fault', title: 't', body: '<b on="x">\'&amp; 掉线 <mark>' }]);
  const { hits } = index.search('掉线', 10);
  expect(hits[0]!.passage.map(([text]) => text).join('')).toBe('<b on="x">\'&amp; 掉线 <mark>');
  expect(hits[0]!.passage.filter(([, marked]) => marked)).toEqual([['掉线', true]]);
  expect(pieces('a&lt;<mark>b</mark>')).toEqual([
    ['a<', false],
    ['b', true],
  ]);
});

test('a pack finds what the product finds: words, pinyin, models, the other script', () => {
  const pack = JSON.parse(script.replace(/^window\.lutongSite = |;\n$/g, '')) as { id: string }[];
  const index = new PackIndex(pack);
  const ids = (text: string) => index.search(text, 10).hits.map((h) => h.id);
  expect(ids('先看灯')[0]).toBe('dark');
  expect(ids('xiankandeng')).toContain('dark');
  expect(ids('先看燈')).toContain('dark');
  expect(ids('端口')).toEqual(expect.arrayContaining(['ports', 'dark']));
  expect(ids('qqqq')).toEqual([]);
});

test('a code that no page has is told', () => {
  const index = new PackIndex([{ id: 'a', lang: 'zh-CN', kind: 'fault', title: 'E-1001 掉线', body: '' }]);
  expect(index.search('掉线 E-1001', 10).absent).toEqual([]);
  expect(index.search('掉线 E-1002', 10)).toMatchObject({ total: 1, absent: ['E-1002'] });
});

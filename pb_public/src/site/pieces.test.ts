import { expect, test } from 'vitest';
import { ArticleIndex } from '../search/articleIndex.ts';
import { searchDoc } from '../search/holder.ts';
import { pieces } from './pieces.ts';

test('a snippet becomes plain texts, whatever stood in the article', () => {
  const index = new ArticleIndex();
  index.put(searchDoc({ id: 'a', lang: 'zh-CN', kind: 'fault', title: 't', body: '<b on="x">\'&amp; 掉线 <mark>' }));
  const { hits } = index.search({ text: '掉线' });
  const got = pieces(hits[0]!.snippet);
  expect(got.map(([text]) => text).join('')).toBe('<b on="x">\'&amp; 掉线 <mark>');
  expect(got.filter(([, marked]) => marked)).toEqual([['掉线', true]]);
});

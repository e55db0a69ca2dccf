// The same vectors as kb/search (vectors_test.go there writes them): tokens with offsets, plain text, snippets, and the ranking.
import { describe, expect, test } from 'vitest';
import analysis from '../../../kb/search/testdata/analysis.json';
import articles from '../../../kb/search/testdata/articles.json';
import golden from '../../../kb/search/testdata/golden.json';
import type { SearchDoc } from './doc.ts';
import { classOf, foldPoint } from './fold.ts';
import { IndexHolder } from './holder.ts';
import { plain } from './plain.ts';
import { fill } from './testing.ts';
import { tokenise } from './tokens.ts';

const empty: SearchDoc = {
  id: 'a',
  slug: '',
  lang: '',
  kind: '',
  title: '',
  summary: '',
  body: '',
  symptoms: [],
  models: [],
  codes: [],
  tags: [],
};

test('every character folds as on the server', () => {
  let h = 0;
  for (let p = 0; p < 0x30000; p++) {
    if (p >= 0xd800 && p < 0xe000) continue;
    const f = foldPoint(p);
    h = (Math.imul(h, 31) + f + 7 * classOf(f)) >>> 0;
  }
  expect(h).toBe(analysis.foldChecksum);
});

describe('tokens', () => {
  test.each(analysis.tokens)('$text', ({ text, tokens }) => {
    const char = (at: number) => [...text.slice(0, at)].length;
    const got: unknown[] = [];
    tokenise(text, (t, kind, start, end) => got.push([t, kind, char(start), char(end)]));
    expect(got).toEqual(tokens);
  });
});

describe('plain text', () => {
  test.each(analysis.plain)('$markdown', ({ markdown, plain: want }) => expect(plain(markdown)).toBe(want));
});

describe('snippets', () => {
  test.each(analysis.snippets)('$query in $body', async ({ body, query, snippet }) => {
    const holder = fill(new IndexHolder(), [{ ...empty, title: query, body }]);
    expect((await holder.search({ text: query })).hits[0]!.snippet).toBe(snippet);
  });
});

describe('the ten best of the shipped articles', () => {
  const holder = fill(new IndexHolder(), articles);
  test.each(golden)('$text', async ({ text, total, facets, hits, absent = [], ...rest }) => {
    const got = await holder.search({ text, ...rest });
    const lines = Object.entries(got.facets).map(([name, list]) => [name, list.map(({ value, n }) => `${value} ${n}`).join('|')]);
    expect({ ...got, facets: Object.fromEntries(lines) }).toEqual({ total, facets, hits, absent });
  });
  test('they are ten where there are ten', () => expect(golden.some((g) => g.hits.length === 10)).toBe(true));
});

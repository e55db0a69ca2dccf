import { expect, test } from 'vitest';
import { blanked, brokenLinks } from './links.ts';

const known = (slug: string, title: string, archived = false, replacedBy = '') => ({ slug, title, archived, replacedBy });
const articles = [
  known('ap-offline', 'AP 掉线'),
  known('old', '旧', true, 'older'),
  known('older', '更旧', true, 'ap-offline'),
  known('end', '完', true),
];

test('links that lead nowhere, and where they should lead', () => {
  const text = '[[ap-offline]] [[old|旧文]] [[end]] [[offline-ap]] [[AP 掉线]] [[zzz]]';
  expect(brokenLinks(text, articles).map(({ slug, why, instead }) => [slug, why, instead])).toEqual([
    ['old', 'gone', 'ap-offline'],
    ['end', 'gone', ''],
    ['offline-ap', 'never', 'ap-offline'],
    ['AP 掉线', 'never', 'ap-offline'],
    ['zzz', 'never', ''],
  ]);
  const [first] = brokenLinks(text, articles);
  expect(text.slice(first!.from, first!.to)).toBe('old');
});

test('code is no text', () => {
  const text = 'a `[[x]]`\n```text\n[[y]]\n```\n[[z]]\n~~~\n[[open';
  expect(blanked(text).length).toBe(text.length);
  expect(brokenLinks(text, articles).map(({ slug }) => slug)).toEqual(['z']);
});

import { expect, test } from 'vitest';
import cases from '../../../kb/testdata/unfinished.json';
import { opens, unfinished } from './articleReady.ts';
import { skeleton } from './articleText.ts';
import type { ArticleKind } from './records.ts';

test.each(cases)('$name', ({ kind, body, symptoms, missing }) => {
  const got = unfinished({ kind: kind as ArticleKind, body, symptoms });
  expect([...(got?.text ? ['text'] : []), ...(got?.symptoms ? ['symptoms'] : []), ...(got?.headings ?? [])]).toEqual(missing);
});

test('no kind can be sent as it begins, in any language', () => {
  for (const kind of ['fault', 'howto', 'story', 'emergency', 'training'] as const)
    for (const lang of ['zh-CN', 'en'] as const) {
      const got = unfinished({ kind, body: skeleton(kind, lang), symptoms: [] });
      expect([kind, lang, got?.text, got!.headings.length > 0]).toEqual([kind, lang, true, true]);
    }
});

test('what others come to read', () => {
  expect([opens('draft', 'inReview'), opens('draft', 'validated'), opens('inReview', 'validated'), opens('archived', 'validated')]).toEqual(
    [true, true, true, true],
  );
  expect([opens('validated', 'validated'), opens('inReview', 'draft'), opens('validated', 'archived')]).toEqual([false, false, false]);
});

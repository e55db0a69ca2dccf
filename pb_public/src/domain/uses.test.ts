import { expect, test } from 'vitest';
import { blank } from './fields.ts';
import type { ArticleUse, UseKind } from './records.ts';
import { lastWords, ofJob } from './uses.ts';

const said = (minute: number, kind: UseKind, article = 'a', by = 'A', job = 'j'): ArticleUse => ({
  ...blank('articleUses', `${minute}${article}${by}`),
  ...{ article, by, job, kind, correctedAt: `2026-11-21T08:0${minute}:00.000Z` },
});

test('the last word of each person on each job counts; reading is no word; what was taken back was never said', () => {
  const kinds = (uses: ArticleUse[]) => lastWords(uses).map((use) => use.kind);
  expect(kinds([said(2, 'helped'), said(1, 'used')])).toEqual(['helped']);
  expect(kinds([said(1, 'used'), said(2, 'withdrawn')])).toEqual([]);
  expect(kinds([said(1, 'withdrawn'), said(2, 'used')])).toEqual(['used']);
  expect(kinds([said(1, 'read'), said(2, 'reviewed')])).toEqual([]);
  expect(kinds([said(1, 'notHelped'), said(2, 'helped', 'a', 'B'), said(3, 'used', 'a', 'A', 'k')])).toEqual([
    'notHelped',
    'helped',
    'used',
  ]);
});

test('the articles of a job: what helped first, what was only read last', () => {
  const uses = [
    said(1, 'read', 'r'),
    said(1, 'read', 'h'),
    said(2, 'used', 'h'),
    said(3, 'helped', 'h'),
    said(2, 'used', 'u'),
    said(2, 'notHelped', 'n'),
  ];
  expect(ofJob(uses)).toEqual([
    { article: 'h', kind: 'helped' },
    { article: 'n', kind: 'notHelped' },
    { article: 'u', kind: 'used' },
    { article: 'r', kind: 'read' },
  ]);
});

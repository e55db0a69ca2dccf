// The server's own vectors: what the tablet shows beforehand is what comes of it.
import { expect, test } from 'vitest';
import vectors from '../../../hooks/fieldsync/merge/testdata/text.json';
import { ifTaken, lost, nowOf, standing } from './conflict.ts';
import { mergeText } from './mergeText.ts';
import type { Conflict } from './records.ts';

test.each(vectors)('$name', ({ was, mine, theirs, want }) => {
  expect(mergeText(was, mine, theirs)).toBe(want);
});

test('one side alone changes: that side’s text', () => {
  for (const { was, mine } of vectors) {
    expect(mergeText(was, mine, was)).toBe(mine);
    expect(mergeText(was, was, mine)).toBe(mine);
    expect(mergeText(was, mine, mine)).toBe(mine);
  }
});

const conflict = (over: Partial<Conflict>): Conflict =>
  ({
    field: 'notes',
    base: '一\n二\n三\n四',
    mine: '一\n二 现场\n三\n四',
    theirs: '一\n二 电话\n三\n四',
    lost: 'mine',
    ...over,
  }) as Conflict;

test('a decision is shown as it will be: only the lines that both changed move', () => {
  const now = '一\n二 电话\n三\n四 后来';
  expect(standing(conflict({}))).toBe('theirs');
  expect(ifTaken(conflict({}), now)).toBe('一\n二 现场\n三\n四 后来');
  expect(ifTaken(conflict({ lost: 'theirs' }), '一\n二 现场\n三\n四 后来')).toBe('一\n二 电话\n三\n四 后来');
  expect(lost(conflict({ lost: 'theirs' }))).toBe('theirs');
  expect(nowOf(conflict({}), { id: 'x', notes: now })).toBe(now);
  expect(nowOf(conflict({ lost: 'theirs' }), undefined)).toBe('一\n二 现场\n三\n四');
});

test('a key, a choice and a number are replaced as a whole', () => {
  expect(ifTaken(conflict({ field: 'answers.c1', mine: 'a\nb' }), 'a')).toBe('a\nb');
  expect(ifTaken(conflict({ field: 'quantity', mine: 3 }), 2)).toBe(3);
});

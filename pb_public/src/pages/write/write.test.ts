import { expect, test } from 'vitest';
import { diffLines, folded } from '../../domain/diff.ts';
import { actsOn, isIn, mayPublish } from './lists.ts';

test('an article past its review date stands among the published and the stale', () => {
  const now = Date.parse('2026-11-21T00:00:00Z');
  const a = { confidence: 'validated', reviewBy: '2026-11-20T00:00:00.000Z' } as const;
  expect([isIn('validated', a, now), isIn('stale', a, now), isIn('draft', a, now)]).toEqual([true, true, false]);
  expect(isIn('stale', { ...a, confidence: 'draft' }, now)).toBe(false);
  expect(isIn('stale', { ...a, reviewBy: '' }, now)).toBe(false);
});

test('one’s own article is published by another trainer, if there is one', () => {
  const trainer = (id: string) => ({ id, role: 'trainer' as const });
  expect(mayPublish({ owner: 'me' }, 'me', [trainer('me'), { id: 'x', role: 'engineer' }])).toBe(true);
  expect(mayPublish({ owner: 'me' }, 'me', [trainer('me'), trainer('you')])).toBe(false);
  expect(mayPublish({ owner: 'x' }, 'me', [trainer('me'), trainer('you')])).toBe(true);
  expect(actsOn({ confidence: 'draft' }, false)[0]).toBe('review');
  expect(actsOn({ confidence: 'inReview' }, true)[0]).toBe('publish');
  expect(actsOn({ confidence: 'inReview' }, true, 2)[0]).toBe('changes'); // something is still to be done
  expect(actsOn({ confidence: 'inReview' }, false, 2)).toEqual(['back']); // one's own is taken back, not sent back
  expect(actsOn({ confidence: 'validated' }, true, 0, true)[0]).toBe('checked');
});

test('the two sides of a diff are the two texts', () => {
  const pairs = [
    ['a\nb\nc', 'a\nx\nc\nd'],
    ['', 'a'],
    ['a\nb\na\nb', 'b\na\nb\na'],
    ['same\ntext', 'same\ntext'],
  ] as const;
  for (const [from, to] of pairs) {
    const lines = diffLines(from, to);
    const side = (other: string) =>
      lines
        .filter((l) => l.kind !== other)
        .map((l) => l.text)
        .join('\n');
    expect(side('added')).toBe(from);
    expect(side('removed')).toBe(to);
  }
  expect(diffLines('a\nb\nc', 'a\nx\nc').map((l) => l.kind)).toEqual(['same', 'removed', 'added', 'same']);
});

test('equal lines far from a change are told by their number', () => {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const lines = folded(diffLines(text.join('\n'), [...text.slice(0, 19), 'new'].join('\n')));
  expect(lines[0]).toEqual({ kind: 'skipped', count: 17 });
  expect(lines.length).toBe(1 + 2 + 2);
});

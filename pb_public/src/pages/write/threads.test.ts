import { expect, test } from 'vitest';
import { blank } from '../../domain/fields.ts';
import type { ArticleComment } from '../../domain/records.ts';
import { byLine, openOnes, threadsOf } from './threads.ts';

const say = (id: string, more: Partial<ArticleComment>): ArticleComment => ({ ...blank('articleComments', id), text: id, ...more });
const text = 'one\ntwo\nthree';

test('threads stand in the order of the lines, answers under what they answer, what is settled below', () => {
  const threads = threadsOf(
    [
      say('late', { quote: 'three', line: 3, correctedAt: '2026-11-21T02:00:00.000Z' }),
      say('answer', { replyTo: 'late', correctedAt: '2026-11-21T03:00:00.000Z' }),
      say('settled', { quote: 'one', line: 1, resolved: true, correctedAt: '2026-11-21T01:00:00.000Z' }),
      say('first', { quote: 'two', line: 2, correctedAt: '2026-11-21T04:00:00.000Z' }),
      say('whole', { correctedAt: '2026-11-21T05:00:00.000Z' }),
    ],
    text,
  );
  expect(threads.map((t) => t.comment.id)).toEqual(['whole', 'first', 'late', 'settled']);
  expect(threads[2]!.answers.map((c) => c.id)).toEqual(['answer']);
  expect(openOnes(threads).length).toBe(3);
  expect([...byLine(threads)]).toEqual([
    [2, 1],
    [3, 1],
  ]);
});

test('an answer whose comment is not here yet is not lost', () => {
  expect(threadsOf([say('answer', { replyTo: 'elsewhere' })], text).map((t) => t.comment.id)).toEqual(['answer']);
});

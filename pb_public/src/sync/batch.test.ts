import { expect, test } from 'vitest';
import type { OutboxRow } from '../db/db.ts';
import { DEFAULT_LIMITS } from '../protocol/wire.ts';
import { mutationOf, takeBatch } from './batch.ts';

const row = (n: number, text = ''): OutboxRow => ({
  n,
  in: 'events',
  id: 'e' + n,
  op: 'create',
  at: '',
  set: { text },
  state: 'pending',
  job: 'j',
  sent: true,
});

test('P10 a push holds no more mutations than the server takes', () => {
  const rows = Array.from({ length: 700 }, (_, i) => row(i + 1));
  expect(takeBatch(rows, DEFAULT_LIMITS, null)).toHaveLength(500);
  expect(takeBatch(rows, DEFAULT_LIMITS, 3).map((r) => r.n)).toEqual([1, 2, 3]);
  expect(takeBatch(rows, DEFAULT_LIMITS, 0)).toEqual([]);
});

test('P10 nor more bytes, counted as UTF-8', () => {
  const rows = Array.from({ length: 40 }, (_, i) => row(i + 1, '路'.repeat(20_000)));
  const batch = takeBatch(rows, DEFAULT_LIMITS, null);
  const bytes = new TextEncoder().encode(JSON.stringify(batch.map(mutationOf))).length;
  expect(bytes).toBeLessThan(DEFAULT_LIMITS.pushBytes);
  expect(batch.length).toBeGreaterThan(10);
});

test('P9 one that is too large by itself goes alone, to be refused alone', () => {
  const rows = [row(1, 'x'.repeat(2 << 20)), row(2)];
  expect(takeBatch(rows, DEFAULT_LIMITS, null).map((r) => r.n)).toEqual([1]);
});

test('what the tablet notes for itself does not travel', () => {
  expect(Object.keys(mutationOf(row(1)))).toEqual(['n', 'in', 'id', 'op', 'at', 'set']);
});

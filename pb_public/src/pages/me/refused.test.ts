import { expect, test } from 'vitest';
import type { OutboxRow, UploadRow } from '../../db/db.ts';
import { byJob } from './refused.ts';

const row = (n: number, job: string, code: string): OutboxRow => ({
  n,
  in: 'events',
  id: `event${n}`,
  op: 'create',
  at: '',
  state: 'refused',
  job,
  result: { n, status: 'rejected', code },
});
const photo = (id: string, job: string) => ({ id, job, problem: 'not_an_image' }) as UploadRow;

test('one group per job, photos with their job', () => {
  const groups = byJob([row(1, 'a', 'invalid'), row(2, 'b', 'invalid'), row(3, 'a', 'invalid')], [photo('p', 'a')], new Set());
  expect(groups.map((group) => [group.job, group.rows.map((r) => r.row.n), group.photos.length])).toEqual([
    ['a', [1, 3], 1],
    ['b', [2], 0],
  ]);
});

test('on a job handed to somebody else trying again is not offered; elsewhere it is', () => {
  const [away, mine] = byJob([row(1, 'a', 'not_allowed'), row(2, 'a', 'invalid'), row(3, 'b', 'not_allowed')], [], new Set(['a']));
  expect(away).toMatchObject({ handedOver: true, rows: [{ retry: false }, { retry: true }] });
  expect(mine).toMatchObject({ handedOver: false, rows: [{ retry: true }] });
});

test('a photo that is too large is told, and not offered again: it stays as large', () => {
  const large = { ...row(1, 'a', 'too_large'), in: 'photos' as const };
  const early = { ...row(2, 'a', 'no_such_record'), in: 'photos' as const };
  const [group] = byJob([large, early, row(3, 'a', 'too_large')], [], new Set());
  expect(group!.rows.map(({ told, retry }) => [told, retry])).toEqual([
    [true, false],
    [true, true],
    [true, true],
  ]);
});

import { expect, test } from 'vitest';
import { blank } from '../../domain/fields.ts';
import type { Signature } from '../../domain/records.ts';
import { paperOf } from './standing.ts';

const signature = (id: string, at: string, values: Partial<Signature> = {}): Signature => ({
  ...blank('signatures', id),
  correctedAt: at,
  signed: `read by ${id}`,
  ...values,
});

test('before anybody signed, and after a refusal, it is what will be signed', () => {
  expect(paperOf([], {}, 'now')).toEqual({ is: 'toSign', text: 'now' });
  expect(paperOf([signature('a', '1', { refused: true })], { a: [] }, 'now')).toEqual({ is: 'toSign', text: 'now' });
});

test('once signed it is what was signed, by the last one who did', () => {
  const [first, second] = [signature('a', '1'), signature('b', '2')];
  const refusal = signature('c', '3', { refused: true });
  expect(paperOf([refusal, second, first], { a: [], b: [], c: [] }, 'now')).toEqual({ is: 'signed', text: 'read by b', signature: second });
});

test('changed after that, it is what would be signed now; an older signature that reads the same stands', () => {
  const [first, second] = [signature('a', '1'), signature('b', '2')];
  expect(paperOf([second, first], { a: ['fix'], b: ['fix'] }, 'now')).toEqual({ is: 'again', text: 'now' });
  expect(paperOf([second, first], { a: [], b: ['fix'] }, 'now')).toMatchObject({ is: 'signed', signature: first });
});

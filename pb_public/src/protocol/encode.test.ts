// The same file proves the server's encoder (hooks/fieldsync/encode_test.go).
import { describe, expect, test } from 'vitest';
import vectors from '../../../hooks/fieldsync/testdata/encode.json';
import { crc32, sumOf } from './crc32.ts';
import { encode } from './encode.ts';

const list = vectors as { Name: string; In: string; Out: string; Sum: number }[];

describe('the canonical text of a value is the server’s, byte for byte', () => {
  for (const { Name, In, Out } of list) test(`${Name}: ${In.slice(0, 40)}`, () => expect(encode(JSON.parse(In))).toBe(Out));
  test('there are vectors', () => expect(list.length).toBeGreaterThan(500));
  test('what JSON has no word for is left out or null, as JSON does', () => expect(encode({ a: undefined, b: NaN })).toBe('{"b":null}'));
});

describe('sums', () => {
  test('of every vector', () => {
    for (const { In, Sum } of list) expect(sumOf('jobs', JSON.parse(In) as object), In).toBe(Sum);
  });
  test('the check value of CRC-32', () => expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926));
  test('go on from what came before', () => {
    const bytes = new TextEncoder().encode('123456789');
    expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
  });
  test('the collection belongs to the record', () => expect(sumOf('jobs', { id: 'a' })).not.toBe(sumOf('sites', { id: 'a' })));
});

import { expect, test } from 'vitest';
import { plainSha256, sha256 } from './sha256.ts';

test('the plain implementation gives what crypto.subtle gives, at every length of the last block', async () => {
  for (const length of [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 1000]) {
    const bytes = new Uint8Array(length).map((_, i) => (i * 37) & 255);
    const plain = Array.from(plainSha256(bytes), (b) => b.toString(16).padStart(2, '0')).join('');
    expect(plain).toBe(await sha256(bytes.buffer));
  }
});

test('the known hash of abc', async () => {
  expect(await sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

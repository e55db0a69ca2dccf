import { expect, test } from 'vitest';
import { pixelsOf } from './pixels.ts';

const bytes = (...parts: (number | string)[]): ArrayBuffer =>
  Uint8Array.from(parts.flatMap((p) => (typeof p === 'string' ? [...p].map((c) => c.charCodeAt(0)) : [p]))).buffer;
const jpeg = (width: number, height: number) =>
  bytes(
    0xff,
    0xd8,
    0xff,
    0xe0,
    0,
    4,
    0,
    0,
    0xff,
    0xc0,
    0,
    11,
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    1,
    1,
    0x11,
    0,
    0xff,
    0xd9,
  );
const png = (width: number, height: number) =>
  bytes(
    '\x89PNG\r\n\x1a\n',
    0,
    0,
    0,
    13,
    'IHDR',
    0,
    0,
    width >> 8,
    width & 255,
    0,
    0,
    height >> 8,
    height & 255,
    8,
    2,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  );

test('the size stands in the head', () => {
  expect(pixelsOf(jpeg(12_000, 9_000))).toBe(108_000_000);
  expect(pixelsOf(png(300, 200))).toBe(60_000);
});

test('what does not say how large it is counts as small, and takes no long reading', () => {
  const noise = Uint8Array.from({ length: 3 << 20 }, (_, i) => (i * 7919) % 251);
  noise.set([0xff, 0xd8, 0xff]);
  for (const none of [
    new ArrayBuffer(0),
    bytes(0xff, 0xd8),
    jpeg(5, 5).slice(0, 14),
    png(5, 5).slice(0, 12),
    bytes('<svg width="9" height="9"/>'),
    noise.buffer,
  ]) {
    expect(pixelsOf(none)).toBe(0);
  }
});

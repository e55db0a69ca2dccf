// A real JPEG of any size without a picture library: baseline, grey, noise, written as coefficients. Every code of its two Huffman tables
// has four bits, which the format allows and which makes the encoder this short.
import { createHash } from 'node:crypto';

const marker = (code: number, ...body: number[]) => [0xff, code, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];

/** DC: sizes 0 to 11; AC: end of block, then a coefficient of 1 to 10 bits without a run before it */
const DC = Array.from({ length: 12 }, (_, i) => i);
const AC = Array.from({ length: 11 }, (_, i) => i);
const counts = (n: number) => [0, 0, 0, n, ...Array<number>(12).fill(0)];

export function jpeg(width: number, height: number, perBlock: number): Uint8Array<ArrayBuffer> {
  // prettier-ignore
  const out: number[] = [
    0xff, 0xd8,
    ...marker(0xdb, 0, ...Array<number>(64).fill(8)),
    ...marker(0xc0, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0),
    ...marker(0xc4, 0x00, ...counts(DC.length), ...DC),
    ...marker(0xc4, 0x10, ...counts(AC.length), ...AC),
    ...marker(0xda, 1, 1, 0x00, 0, 63, 0),
  ];
  let bits = 0;
  let held = 0;
  const put = (value: number, n: number) => {
    for (let i = n - 1; i >= 0; i--) {
      bits = (bits << 1) | ((value >> i) & 1);
      if (++held < 8) continue;
      out.push(bits);
      if (bits === 0xff) out.push(0); // stuffed: not a marker
      bits = held = 0;
    }
  };
  let seed = 7;
  const draw = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
  const coefficient = (size: number) => {
    put(size, 4);
    put(draw(1 << size), size);
  };
  for (let block = 0; block < (width >> 3) * (height >> 3); block++) {
    put(0, 4); // the same brightness as the block before
    for (let i = 0; i < perBlock; i++) coefficient(1 + draw(4));
    put(0, 4);
  }
  put(0x7f, 7); // fill the last byte
  out.push(0xff, 0xd9);
  return Uint8Array.from(out);
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

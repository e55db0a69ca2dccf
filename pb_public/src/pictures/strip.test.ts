import { expect, test } from 'vitest';
import { strippedJpeg, strippedPng } from './strip.ts';

const text = (s: string) => Array.from(s, (c) => c.charCodeAt(0));
const segment = (marker: number, body: number[]) => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];
const chunk = (name: string, body: number[]) => [0, 0, body.length >> 8, body.length & 255, ...text(name), ...body, 1, 2, 3, 4];
const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);

test('a JPEG keeps its picture and its colours, and nothing of where it was taken', () => {
  const pixels = [0xff, 0xda, 0, 4, 9, 9, 0xff, 0xe1, 0, 3, 7, 0xff, 0xd9]; // what looks like a segment in the pixels is pixels
  const jfif = segment(0xe0, text('JFIF\0'));
  const profile = segment(0xe2, text('ICC_PROFILE\0'));
  const file = [
    ...[0xff, 0xd8],
    ...jfif,
    ...segment(0xe1, text('Exif\0\0GPS 31.23')),
    ...segment(0xe1, text('http://ns.adobe.com/xap/1.0/')),
    ...segment(0xed, text('Photoshop 3.0 8BIM')),
    ...profile,
    ...segment(0xfe, text('by T')),
    ...pixels,
  ];
  expect([...strippedJpeg(Uint8Array.from(file))]).toEqual([0xff, 0xd8, ...jfif, ...profile, ...pixels]);
});

test('a PNG likewise', () => {
  const head = [0x89, ...text('PNG\r\n\x1a\n')];
  const keep = [...chunk('IHDR', [1, 2, 3]), ...chunk('sRGB', [0])];
  const file = [
    ...head,
    ...keep,
    ...chunk('eXIf', text('MM GPS')),
    ...chunk('tEXt', text('Author\0T')),
    ...chunk('IDAT', [5]),
    ...chunk('IEND', []),
  ];
  expect(latin(strippedPng(Uint8Array.from(file)))).toBe(
    latin(Uint8Array.from([...head, ...keep, ...chunk('IDAT', [5]), ...chunk('IEND', [])])),
  );
});

test('a broken file comes out as it went in', () => {
  const broken = Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 1]);
  expect([...strippedJpeg(broken)]).toEqual([...broken]);
});

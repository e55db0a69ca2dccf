import { expect, test } from 'vitest';
import { figureId, figureRef, mentionOf, mentionsIn } from './figure.ts';

const A = '3fa9c1d2e4b5a697';
const B = '0000000000000001';

test('the id is the one the server derives (hooks/rules/figure_test.go)', () => {
  expect(figureId('articlearticle0', A)).toBe('07ku90q7s3hvpsv');
  expect(figureId('articlearticle0', B)).not.toBe(figureId('articlearticle1', B));
  expect(figureRef(A.repeat(4))).toBe(A);
});

// The cases of kb/figure_test.go.
test('what a text mentions', () => {
  const said = (body: string) => mentionsIn(body).map(({ ref, alt, caption }) => [ref, alt, caption].join('|'));
  expect(said('没有图')).toEqual([]);
  expect(said(`![机柜](figure:${A})`)).toEqual([`${A}|机柜|`]);
  expect(said(`![机柜](figure:${A} "第 3 个机柜")`)).toEqual([`${A}|机柜|第 3 个机柜`]);
  expect(said(`![a \\] b](figure:${A} "说 \\"好\\"")`)).toEqual([`${A}|a ] b|说 "好"`]);
  expect(said(`[机柜](figure:${A}) ![x](figure:${A}ff) ![x](figure:${A.toUpperCase()})`)).toEqual([]);
  expect(said(`![一](figure:${A}) ![二](figure:${B})`)).toEqual([`${A}|一|`, `${B}|二|`]);
});

test('what is put into a text is read out of it again, whatever the words', () => {
  for (const [alt, caption] of [
    ['机柜', ''],
    ['a [b] c\\ *d* !', '说 "好" \\'],
    ['two\nlines', ' x '],
    [']', '"'],
  ] as const) {
    const [mention] = mentionsIn(mentionOf(A, alt, caption));
    expect(mention).toMatchObject({ ref: A, alt: alt.replace('\n', ' '), caption: caption.trim(), from: 0 });
  }
});

test('a hostile text costs time by its length', () => {
  expect(mentionsIn('](figure:' + '!['.repeat(200_000))).toEqual([]);
  expect(mentionsIn('![](figure:'.repeat(100_000))).toEqual([]);
});

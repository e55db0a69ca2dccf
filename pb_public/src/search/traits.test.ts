import { describe, expect, test } from 'vitest';
import type { Card } from './shard.ts';
import { Traits } from './traits.ts';

type Given = Partial<Card>;
const card = (given: Given): Card => ({ id: '', slug: '', lang: 'zh-CN', kind: 'fault', title: '', models: [], tags: [], ...given });

function traitsOf(cards: Given[]) {
  const read: number[] = [];
  const traits = new Traits((n) => {
    read.push(n);
    return card(cards[n]!);
  });
  const texts = (n: number) => traits.row(n).map((value) => traits.values[value]!.text);
  return { traits, read, texts };
}

test('a document is read once, and again after it was forgotten', () => {
  const cards: Given[] = [{ tags: ['a'] }, { tags: ['b'] }, { tags: ['c'] }];
  const { traits, read, texts } = traitsOf(cards);
  traits.learn([0, 2]);
  traits.learn([2, 1, 0]);
  expect(read).toEqual([0, 2, 1]);
  traits.cut(1);
  cards[1] = { tags: ['neu'] };
  traits.learn([0, 1]);
  expect(read).toEqual([0, 2, 1, 1]);
  expect(texts(0)).toContain('a');
  expect(texts(1)).toContain('neu');
  expect(texts(1)).not.toContain('b');
});

test('cutting behind what is known keeps it', () => {
  const { traits, read } = traitsOf([{}, {}]);
  traits.learn([0, 1]);
  traits.cut(9);
  traits.learn([0, 1]);
  expect(read).toEqual([0, 1]);
});

test('the same text is another value in another facet', () => {
  const { traits } = traitsOf([{ models: ['ap'], tags: ['ap'] }]);
  traits.learn([0]);
  expect(traits.find(3, 'ap')).not.toBe(traits.find(4, 'ap'));
  expect(traits.row(0)).toEqual(expect.arrayContaining([traits.find(3, 'ap'), traits.find(4, 'ap')]));
  expect(traits.find(3, 'unknown')).toBe(-1);
});

describe('twins', () => {
  const cards: Given[] = [
    { slug: 'a', lang: 'zh-CN' },
    { slug: 'a', lang: 'en' },
    { slug: 'b', lang: 'en' },
    { slug: '', lang: 'zh-CN' },
    { slug: '', lang: 'en' },
  ];
  const twins = (hits: number[], asked: { prefer?: string; lang?: string }) => {
    const { traits } = traitsOf(cards);
    traits.learn(hits);
    const found = traits.twins(hits, asked);
    return found && hits.filter((n) => found[n] === 1);
  };

  test('are the others of an article that was found in the language of the reader', () => {
    expect(twins([0, 1, 2, 3, 4], { prefer: 'zh-CN' })).toEqual([1]);
    expect(twins([4, 3, 2, 1, 0], { prefer: 'en' })).toEqual([0]);
    expect(twins([1, 2], { prefer: 'zh-CN' })).toEqual([]); // its own is no hit
    expect(twins([0, 1], { prefer: 'fr' })).toEqual([]);
  });

  test('are not asked for without a language, or with a filter by it', () => {
    expect(twins([0, 1], {})).toBeNull();
    expect(twins([0, 1], { prefer: 'zh-CN', lang: 'en' })).toBeNull();
  });
});

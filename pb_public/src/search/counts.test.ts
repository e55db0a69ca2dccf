// Counting by numbers gives what counting texts gives; the ways of the golden file are in vectors.test.ts.
import { describe, expect, test } from 'vitest';
import { Sieve } from './counts.ts';
import type { Facet, Filters } from './facets.ts';
import type { Card } from './shard.ts';
import { Traits } from './traits.ts';

type Given = Partial<Card>;
const card = (given: Given): Card => ({ id: '', slug: '', lang: 'zh-CN', kind: 'fault', title: '', models: [], tags: [], ...given });

function sift(cards: Given[], filters: Filters = {}, twins: number[] = []) {
  const traits = new Traits((n) => card(cards[n]!));
  traits.learn(cards.map((_, n) => n));
  const sieve = new Sieve(traits, filters);
  const kept = cards.flatMap((_, n) => (sieve.take(traits.row(n), twins.includes(n)) ? [n] : []));
  const { facets } = sieve;
  const told = (facet: Facet) => facets[facet]?.map(({ value, n }) => `${value} ${n}`);
  return { kept, facets, told };
}

describe('a sieve', () => {
  const cards: Given[] = [
    { kind: 'fault', tags: ['wifi', 'dns'] },
    { kind: 'howto', tags: ['wifi'] },
    { kind: 'howto', lang: 'en', tags: ['dns'] },
  ];

  test('keeps all without a filter, and counts every value', () => {
    const { kept, told } = sift(cards);
    expect(kept).toEqual([0, 1, 2]);
    expect(told('kind')).toEqual(['howto 2', 'fault 1']);
    expect(told('lang')).toEqual(['zh-CN 2', 'en 1']);
    expect(told('model')).toBeUndefined();
  });

  test('offers the other values of the facet it filters by, counted over what passes the other filters', () => {
    const { kept, told } = sift(cards, { kind: 'howto', tag: 'wifi' });
    expect(kept).toEqual([1]);
    expect(told('kind')).toEqual(['fault 1', 'howto 1']);
    expect(told('tag')).toEqual(['dns 1', 'wifi 1']);
    expect(told('lang')).toEqual(['zh-CN 1']); // 2 misses by its tag alone: it counts for tags, not here
  });

  test('counts what misses by two filters nowhere', () => {
    const { kept, facets } = sift([{ kind: 'fault', tags: ['dns'] }], { kind: 'howto', tag: 'wifi' });
    expect(kept).toEqual([]);
    expect(facets).toEqual({});
  });

  test('keeps nothing for a value that nobody has', () => {
    const { kept, told } = sift(cards, { kind: 'nothing' });
    expect(kept).toEqual([]);
    expect(told('kind')).toEqual(['howto 2', 'fault 1']);
    expect(told('tag')).toBeUndefined();
  });

  test('counts a twin for the languages only, and not at all if a filter takes it out', () => {
    const { kept, told } = sift(cards, {}, [2]);
    expect(kept).toEqual([0, 1]);
    expect(told('lang')).toEqual(['zh-CN 2', 'en 1']);
    expect(told('kind')).toEqual(['fault 1', 'howto 1']);
    expect(sift(cards, { tag: 'wifi' }, [2]).told('lang')).toEqual(['zh-CN 2']);
  });
});

describe('of many values', () => {
  const name = (i: number) => 't' + String(i).padStart(2, '0');
  const many: Given[] = Array.from({ length: 30 }, (_, i) => ({ tags: [name(i)] }));

  test('the twenty most frequent are told, those of equal number by their name', () => {
    const { facets } = sift([...many.toReversed(), { tags: [name(25)] }]);
    expect(facets.tag).toHaveLength(20);
    expect(facets.tag![0]).toEqual({ value: 't25', n: 2 });
    expect(facets.tag!.slice(1).map(({ value }) => value)).toEqual(Array.from({ length: 19 }, (_, i) => name(i)));
  });

  test('the one that is filtered by is always told', () => {
    const { kept, facets } = sift(many, { tag: name(29) });
    expect(kept).toEqual([29]);
    expect(facets.tag).toHaveLength(20);
    expect(facets.tag!.at(-1)).toEqual({ value: name(29), n: 1 });
    expect(sift(many, { tag: name(3) }).facets.tag!.filter(({ value }) => value === name(3))).toHaveLength(1);
  });
});

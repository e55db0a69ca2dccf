// What a marker finds without making words of a text is what one finds by making all of them.
import { describe, expect, test } from 'vitest';
import articles from '../../../kb/search/testdata/articles.json';
import { Marker } from './marker.ts';
import { PlainTexts } from './plainTexts.ts';
import { plain } from './plain.ts';
import { tokenise } from './tokens.ts';

const strange = 'ＲＧ－ＡＰ７２０ Éclair naïve a-b-c x1y2 %LINK-3-UPDOWN 無線𠮷野家 𠮷𠮷 ies AP 掉線 10.0.0.1/24 R&D - a';
const texts = [strange, ...articles.map((a) => plain(a.body))];

/** Every word of a text, in its order. */
function wordsOf(text: string): { term: string; start: number; end: number }[] {
  const all: { term: string; start: number; end: number }[] = [];
  tokenise(text, (word, kind, start, end) => all.push({ term: kind + word, start, end }));
  return all;
}

describe('spots', () => {
  test('of words of every kind, in every text', () => {
    for (const [i, text] of texts.entries()) {
      const all = wordsOf(text);
      const marks = new Map<string, number>();
      all.forEach(({ term }, n) => n % 9 === i % 9 && marks.set(term, n + 1));
      const numbers = [...marks.keys()];
      const wanted = all
        .filter(({ term }) => marks.has(term))
        .map(({ term, start, end }) => ({ start, end, term: numbers.indexOf(term) }))
        .sort((a, b) => a.start - b.start || b.end - a.end);
      expect(wanted.length).toBeGreaterThan(0);
      expect(new Marker(marks).spots(text)).toEqual(wanted);
    }
  });

  test('of each single word', () => {
    const all = wordsOf(strange);
    for (const { term } of all) {
      const wanted = all.filter((w) => w.term === term).map(({ start, end }) => ({ start, end, term: 0 }));
      expect(new Marker(new Map([[term, 1]])).spots(strange), term).toEqual(wanted);
    }
  });
});

test('runs with none of the words are not taken apart', () => {
  const marker = new Marker(new Map([['xap', 1]]));
  const reads = (run: string) => marker.reads(run, 0, run.length);
  expect(['ap', 'AP720', 'rg-ap', '5ap', 'a'].map(reads)).toEqual([true, true, true, true, true]);
  expect(['cap', 'rg-cap', '5', 'éa'].map(reads)).toEqual([false, false, false, false]);
  expect(new Marker(new Map([['2掉线', 1]])).reads('ap', 0, 2)).toBe(false);
});

test('the best stretch has the most weight, each word once, and is the first of those that are as good', () => {
  const marker = new Marker(new Map(Object.entries({ xa: 2, xb: 3, xc: 1 })));
  const best = (text: string, length: number) => {
    const spots = marker.spots(text);
    return spots[marker.best(spots, length)]!.start;
  };
  expect(best('a a a a .... b', 7)).toBe(13);
  expect(best('a a c .... b', 7)).toBe(0); // 2 and 1 are as much as 3
  expect(best('a a .... b', 7)).toBe(9);
  expect(best('c .... a .... a', 2)).toBe(7);
});

describe('bodies without markup', () => {
  test('are those of the body as it reads now', () => {
    const texts = new PlainTexts();
    expect(texts.of('a', '**eins**')).toBe('eins');
    expect(texts.of('a', '**zwei**')).toBe('zwei');
    expect(texts.of('a', '**zwei**')).toBe('zwei');
    expect(texts.of('b', '# drei')).toBe('drei');
  });

  test('do not pile up: the ones asked for last stay', () => {
    const texts = new PlainTexts();
    const kept = () => [...(texts as unknown as { kept: Map<string, unknown> }).kept.keys()];
    const long = 'x'.repeat(200_000);
    for (const id of ['a', 'b', 'a', 'c']) texts.of(id, long);
    expect(kept()).toEqual(['a', 'c']);
    for (const id of ['c', 'a']) texts.of(id, 'short');
    texts.of('d', long);
    texts.of('e', long);
    expect(kept()).toEqual(['c', 'a', 'd', 'e']);
    expect(texts.of('f', 'x'.repeat(600_000))).toHaveLength(600_000); // also when it is too long to be kept
    expect(kept()).toEqual([]);
  });
});

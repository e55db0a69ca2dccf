// What the first searches would wait for is read before, in pauses, and changes nothing of what they find.
import { afterEach, describe, expect, test, vi } from 'vitest';
import life from '../../../kb/segment/testdata/life.json';
import { ArticleIndex } from './articleIndex.ts';
import { IndexHolder, type Result } from './holder.ts';
import { Keeper } from './keeper.ts';
import { Segment } from './segment.ts';
import { bytesOf } from './testing.ts';

afterEach(() => vi.restoreAllMocks());

const queries = ['firewal', 'capwap', 'AP 掉线', 'swich'];
const found = (index: ArticleIndex) =>
  queries.map((text) => {
    const { total, best, facets } = index.rank({ text, prefer: 'zh-CN' });
    return { total, facets, best: best.map(({ card, score }) => [card.id, score]) };
  });

function opened(): { file: Segment; index: ArticleIndex } {
  const file = new Segment(bytesOf('base.seg'));
  const held: Record<string, number | null | undefined> = life[0]!.held;
  file.keep((id, sum) => held[id] === sum);
  return { file, index: new ArticleIndex([file]) };
}

describe('an index', () => {
  test('that was prepared reads only the cards it tells', () => {
    const { file, index } = opened();
    for (const work = index.prepare(); !work.next().done;);
    const card = vi.spyOn(file, 'card');
    const { total, best } = index.rank({ text: '无线 网络 AP 交换机', prefer: 'zh-CN' });
    expect(total).toBeGreaterThan(20);
    expect(new Set(card.mock.calls.map(([n]) => n)).size).toBeLessThan(total);
    expect(best).toHaveLength(10);
  });

  test('never reads more than a hundred of them in one step', () => {
    const { file, index } = opened();
    const card = vi.spyOn(file, 'card');
    let most = 0;
    for (const work = index.prepare(); !work.next().done; card.mockClear()) most = Math.max(most, card.mock.calls.length);
    expect(file.numbers).toBeGreaterThan(100);
    expect(most).toBe(100);
  });

  test('has all words of a file after reading them step by step, each once', () => {
    const { file } = opened();
    let steps = 1;
    while (file.prepare()) steps++;
    expect(steps).toBeGreaterThan(1);
    const some = [...file.latinTerms('')].filter((_, i) => i % 16 === 0);
    for (const word of some) expect(file.latinNear(word).filter((near) => near === word)).toEqual([word]);
  });

  test('finds the same wherever its preparation stands', () => {
    const wanted = found(opened().index);
    expect(wanted.every(({ total }) => total > 0)).toBe(true);
    const steps = [...opened().index.prepare()].length;
    expect(steps).toBeGreaterThan(3);
    for (let stop = 1; stop <= steps + 1; stop++) {
      const { index } = opened();
      const work = index.prepare();
      for (let i = 0; i < stop; i++) work.next();
      expect(found(index), `after ${stop} steps`).toEqual(wanted);
      while (!work.next().done);
      expect(found(index), `gone on with after ${stop} steps`).toEqual(wanted);
    }
  });
});

describe('the keeper prepares', () => {
  const nobody = () => Promise.reject(new Error('no network'));
  const turns = async (n: number) => {
    for (let i = 0; i < n; i++) await new Promise((resolve) => setTimeout(resolve));
  };

  test('while nothing is asked, and not before the last answer is given', async () => {
    let steps = 0;
    let ended = false;
    vi.spyOn(IndexHolder.prototype, 'prepare').mockImplementation(function* () {
      for (; !ended; steps++) yield;
    });
    const answers: ((result: Result) => void)[] = [];
    vi.spyOn(IndexHolder.prototype, 'search').mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    const keeper = new Keeper(nobody);
    await keeper.follow('lutong-nobody', null);
    await vi.waitFor(() => expect(steps).toBeGreaterThan(2));

    const nothing: Result = { total: 0, facets: {}, hits: [], absent: [] };
    const first = keeper.search({ text: 'AP' });
    const second = keeper.search({ text: 'AP 掉线' });
    const before = steps;
    await turns(5);
    expect(steps).toBe(before);
    answers[1]!(nothing);
    await second;
    await turns(5);
    expect(steps).toBe(before);
    answers[0]!(nothing);
    await first;
    await vi.waitFor(() => expect(steps).toBeGreaterThan(before));
    ended = true;
  });

  test('goes on after a search that failed, and stops when something changes', async () => {
    const steps: number[] = [];
    let ended = false;
    vi.spyOn(IndexHolder.prototype, 'prepare').mockImplementation(() => {
      const n = steps.push(0) - 1;
      return (function* () {
        for (; !ended; steps[n]!++) yield;
      })();
    });
    vi.spyOn(IndexHolder.prototype, 'search').mockRejectedValue(new Error('the database gave up'));
    const keeper = new Keeper(nobody);
    await keeper.follow('lutong-nobody', null);
    await expect(keeper.search({ text: 'AP' })).rejects.toThrow('the database gave up');
    const before = steps[0]!;
    await vi.waitFor(() => expect(steps[0]).toBeGreaterThan(before));
    await keeper.follow('lutong-nobody', null);
    const [first] = steps;
    await vi.waitFor(() => expect(steps[1]).toBeGreaterThan(2));
    expect(steps[0]).toBe(first);
    ended = true;
  });
});

import { expect, test } from 'vitest';
import type { SearchRow } from './searchLog.ts';
import { openedFrom, searchedFor, settled, solvedBy, soughtRecord } from './searchLog.ts';

const START = Date.parse('2026-11-21T23:59:00.000Z');
const MINUTE = 60_000;

/** A tablet's log, driven by what a person does at a minute. */
class Log {
  rows = new Map<string, SearchRow>();
  now = START;
  private n = 0;
  get last() {
    return [...this.rows.values()].sort((a, b) => b.at - a.at)[0];
  }
  private put(rows: SearchRow[]) {
    for (const row of rows) this.rows.set(row.id, row);
    this.now += 1;
  }
  at(minute: number) {
    this.now = START + minute * MINUTE;
    return this;
  }
  search(query: string, hits = 3) {
    this.put(searchedFor(this.last, { query, lang: 'zh-CN', hits }, this.now, () => `s${++this.n}`));
    return this;
  }
  open(article: string, position = 1) {
    this.put(openedFrom(this.last, article, position, this.now));
    return this;
  }
  use(article: string) {
    this.put(solvedBy(this.last, article));
    return this;
  }
  get told() {
    return [...this.rows.values()].map(({ query, hits, opened, position, solved, again }) => ({
      query,
      hits,
      opened,
      position,
      solved,
      again,
    }));
  }
}

const plain = { hits: 3, opened: '', position: 0, solved: false, again: false };

test('typing on is one search, and so is taking letters back', () => {
  expect(new Log().search('cap', 0).search('capwap').search('CAPWAP ').search('capw').told).toEqual([{ ...plain, query: 'capw' }]);
});

test('other words are another search; the one before is over and was a near miss', () => {
  const log = new Log().search('ap 掉线').at(1).search('poe', 0);
  expect(log.told).toEqual([
    { ...plain, query: 'ap 掉线' },
    { ...plain, query: 'poe', hits: 0 },
  ]);
  expect([...log.rows.values()].map((row) => row.done)).toEqual([true, false]);
});

test('a dead end: opened, and searched again soon; not when it was used, and not an hour later', () => {
  const again = (log: Log) => log.told[0]!.again;
  expect(again(new Log().search('ap').open('x', 2).at(2).search('poe'))).toBe(true);
  expect(again(new Log().search('ap').open('x').at(6).search('poe'))).toBe(false);
  expect(again(new Log().search('ap').open('x').use('x').at(2).search('poe'))).toBe(false);
  expect(again(new Log().search('ap').at(2).search('poe'))).toBe(false);
});

test('what was opened after a search, and what is used of it, belong to it for ten minutes', () => {
  expect(new Log().search('ap').open('x', 4).use('x').told).toEqual([{ ...plain, query: 'ap', opened: 'x', position: 4, solved: true }]);
  expect(new Log().search('ap').open('x', 4).use('y').told[0]).toMatchObject({ solved: false });
  expect(new Log().search('ap').at(11).open('x', 4).told[0]).toMatchObject({ opened: '' });
  expect(new Log().open('x').told).toEqual([]);
});

test('the same words again after an article are the same search: the list was gone back to', () => {
  expect(new Log().search('ap').open('x').search('ap').told).toHaveLength(1);
  expect(new Log().search('ap').open('x').search('ap 掉线').told).toHaveLength(2);
});

test('a search is told when nothing will be added to it', () => {
  const hit = new Log().search('ap').last!;
  const miss = new Log().search('ap', 0).last!;
  expect([settled(hit, START + 2 * MINUTE), settled(hit, START + 10 * MINUTE)]).toEqual([false, true]);
  expect([settled(miss, START + 30_000), settled(miss, START + MINUTE)]).toEqual([false, true]);
  expect(settled({ ...hit, done: true }, START)).toBe(true);
});

test('only the day is kept of the time', () => expect(new Log().search('ap').last!.day).toBe('2026-11-21'));

test('a search that led to a record is forgotten, one that led to an article before is not', () => {
  expect(soughtRecord(new Log().search('市二中').last, START + MINUTE)).toBe('s1');
  expect(soughtRecord(new Log().search('ap').open('x').last, START + MINUTE)).toBe('');
  expect(soughtRecord(new Log().search('ap').last, START + 11 * MINUTE)).toBe('');
  expect(soughtRecord(undefined, START)).toBe('');
});

import { expect, test } from 'vitest';
import { answered, csvOf, titleOf, type Board, type Gap } from './board.ts';

const gap = (more: Partial<Gap> = {}): Gap => ({
  ...{
    total: 1,
    miss: 1,
    nearMiss: 0,
    deadEnd: 0,
    found: 0,
    solved: 0,
    query: 'poe 掉电',
    also: [],
    lang: 'zh-CN',
    roles: { engineer: 1 },
  },
  ...{ last: '2026-11-20', opened: [], hitsNow: 0, ...more },
});
const empty: Board = {
  ...{ now: '2026-11-21T08:00:00.000Z', from: '2026-08-23', searches: { total: 0, miss: 0, nearMiss: 0, deadEnd: 0, found: 0, solved: 0 } },
  ...{ gaps: [], stale: [], unhelpful: [], used: [], never: [], neverAll: 0, solved: [] },
};

test('a gap is answered when what nothing was found for is found today', () => {
  expect([gap(), gap({ hitsNow: 2 }), gap({ miss: 0, nearMiss: 2, hitsNow: 2 })].map(answered)).toEqual([false, true, false]);
});

test('what was masked is no title', () => expect(titleOf({ query: '[name] 无线  [phone] 慢' })).toBe('无线 慢'));

test('CSV: quoted where it must be, and no cell is a formula', () => {
  const board = { ...empty, gaps: [gap({ query: '=HYPERLINK("http://x")', also: ['a,b'] }), gap({ query: '-1\n2' })] };
  const lines = csvOf(board, (name) => name, ['list', 'what']).split('\r\n');
  expect(lines[0]).toBe('\uFEFFlist,what');
  expect(lines[1]).toBe(`gaps,"'=HYPERLINK(""http://x"")",,1,0,0,0,2026-11-20,"a,b"`);
  expect(lines[2]).toBe(`gaps,"'-1\n2",,1,0,0,0,2026-11-20,`);
});

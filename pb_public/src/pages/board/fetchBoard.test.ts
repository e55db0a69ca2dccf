import { afterEach, beforeEach, expect, test } from 'vitest';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { LutongDB } from '../../db/db.ts';
import type { Board } from '../../domain/board.ts';
import { fetchBoard, keptBoard } from './fetchBoard.ts';

const empty: Board = {
  ...{ now: '2026-11-21T08:00:00.000Z', from: '2026-08-23', searches: { total: 0, miss: 0, nearMiss: 0, deadEnd: 0, found: 0, solved: 0 } },
  ...{ gaps: [], stale: [], unhelpful: [], used: [], never: [], neverAll: 0, solved: [] },
};
let db: LutongDB;
beforeEach(() => (db = new LutongDB('tang00000000000', { indexedDB: new IDBFactory(), IDBKeyRange })));
afterEach(() => db.close());

test('the last board stays on the tablet; a dead line leaves it as it was', async () => {
  expect(await keptBoard(db)).toBeNull();
  const board = { ...empty, neverAll: 7 };
  await fetchBoard(db, 'token', '90', () => Promise.resolve(new Response(JSON.stringify(board))));
  await expect(fetchBoard(db, 'token', '30', () => Promise.reject(new Error('gone')))).rejects.toThrow();
  expect(await keptBoard(db)).toEqual({ days: '90', board });
});

import { expect, test } from 'vitest';
import { lossesByReason, readHead } from './rescueFile.ts';

const head = '{"lutong":"rescue","schema":1,"user":"u1","device":"d","acked":0,"offset":0,"now":"2026-11-21T08:00:00.000Z"';

test('whose it is and how much, from the first bytes', async () => {
  const counted = new Blob([head, ',"counts":{"changes":7,"photos":2},"drafts":[{"text":"', 'x'.repeat(100_000), '"}],"mutations":[']);
  expect(await readHead(counted)).toEqual({ user: 'u1', now: '2026-11-21T08:00:00.000Z', counts: { changes: 7, photos: 2 } });
  expect(await readHead(new Blob([head, ',"drafts":[]}']))).toMatchObject({ user: 'u1', counts: null });
});

test('only the first bytes are read', async () => {
  const read: number[] = [];
  const file = { slice: (from: number, to: number) => (read.push(from, to), new Blob([head, ',"drafts":[]}'])) } as unknown as Blob;
  await readHead(file);
  expect(read).toEqual([0, 65_536]);
});

test.each(['', 'hello', '[1,2]', '{"jobs":[]}', '{"lutong":"other","user":"u1","drafts":[]}', '{"lutong":"rescue","drafts":[]}', head])(
  'no rescue file: %s',
  async (text) => {
    expect(await readHead(new Blob([text]))).toBeNull();
  },
);

test('losses of one kind and reason are one line', () => {
  const loss = (what: 'change' | 'photo', code: string, id: string) => ({ what, code, id, message: code });
  const lines = lossesByReason([loss('photo', 'bomb', '1'), loss('photo', 'truncated', '2'), loss('photo', 'bomb', '3')]);
  expect(lines.map(({ loss, n }) => [loss.code, n])).toEqual([
    ['bomb', 2],
    ['truncated', 1],
  ]);
});

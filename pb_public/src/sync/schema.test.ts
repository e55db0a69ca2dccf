// P8: the app is updated while work waits. What the older one made goes out under its schema, so that the server can convert it.
import { afterEach, expect, test, vi } from 'vitest';
import { eventAdd, jobEdit, mutationRetry } from '../commands/index.ts';
import type { OutboxRow } from '../db/db.ts';
import { DEFAULT_LIMITS } from '../protocol/wire.ts';
import { takeBatch } from './batch.ts';
import { rescueFile } from './rescue.ts';
import { FakeServer } from './testing/server.ts';
import { Tablet } from './testing/tablet.ts';

const app = vi.hoisted(() => ({ schema: 1 }));
vi.mock('../protocol/wire.ts', async (original) => ({
  ...(await original<typeof import('../protocol/wire.ts')>()),
  get SCHEMA() {
    return app.schema;
  },
}));

const JOB = 'job000000000001';
let tablet: Tablet;
afterEach(() => {
  app.schema = 1;
  tablet.close();
});

async function start(): Promise<FakeServer> {
  const server = new FakeServer();
  server.put('jobs', JOB, { notes: '旧' });
  tablet = await Tablet.make(server);
  await tablet.sync();
  return server;
}
const say = (text: string) => eventAdd(tablet.db, { job: JOB, kind: 'note', text });

test('P8 work of an older app and of this one never share a push, and keep their order', async () => {
  const server = await start();
  await say('一');
  await tablet.db.outbox.toCollection().modify((row) => void delete row.schema); // made by a release that did not note it
  await say('二');
  app.schema = 2;
  await say('三');
  await say('四');
  await tablet.sync();
  expect(server.schemas).toEqual([1, 2]);
  expect(server.all('events').map((e) => e['text'])).toEqual(['一', '二', '三', '四']);
  expect(server.queries.at(-1)!.get('schema')).toBe('2'); // what it asks for is its own
});

test('P8 an empty push, which only asks, speaks for this app', async () => {
  const server = await start();
  app.schema = 2;
  server.restore({ ...server.snapshot(), log: [] }); // a reset: an empty push comes first
  await tablet.sync();
  expect(server.schemas).toEqual([2]);
});

test('P8 a refused change of an older app that is sent again keeps its schema', async () => {
  const server = await start();
  server.refuse = () => 'state';
  await jobEdit(tablet.db, { job: JOB, field: 'notes', value: '新' });
  await tablet.sync();
  app.schema = 2;
  server.refuse = () => null;
  const [refused] = await tablet.db.outbox.toArray();
  await mutationRetry(tablet.db, refused!.n);
  await tablet.sync();
  expect(server.schemas).toEqual([1, 1]);
  expect(server.doc('jobs', JOB)!['notes']).toBe('新');
});

test('P8 the rescue file says of each change which schema it is of', async () => {
  await start();
  await say('一');
  await tablet.db.outbox.toCollection().modify((row) => void delete row.schema);
  app.schema = 2;
  await say('二');
  const file = JSON.parse(await (await rescueFile(tablet.db)).text()) as { schema: number; mutations: OutboxRow[] };
  expect(file.schema).toBe(2);
  expect(file.mutations.map((m) => m.schema)).toEqual([1, 2]);
});

test('P8 a batch ends where the schema changes, back or forth', () => {
  const row = (n: number, schema?: number): OutboxRow => ({
    n,
    in: 'events',
    id: 'e' + n,
    op: 'create',
    at: '',
    state: 'pending',
    job: 'j',
    ...(schema ? { schema } : {}),
  });
  const ns = (rows: OutboxRow[]) => takeBatch(rows, DEFAULT_LIMITS, null).map((r) => r.n);
  expect(ns([row(1), row(2, 1), row(3, 2), row(4, 1)])).toEqual([1, 2]);
  expect(ns([row(3, 2), row(4, 1)])).toEqual([3]);
});

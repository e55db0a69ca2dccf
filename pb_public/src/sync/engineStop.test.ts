// Somebody signed out while a request was under way: its answer concerns nobody who is here now.
import { afterEach, expect, test } from 'vitest';
import { Engine, type EngineNews } from './engine.ts';
import { FakeServer } from './testing/server.ts';
import { Tablet } from './testing/tablet.ts';

const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));

async function inFlight() {
  const server = new FakeServer();
  server.put('jobs', 'job000000000001', { title: '一' });
  const tablet = await Tablet.make(server);
  tablets.push(tablet);
  await tablet.sync();
  tablet.link.hold('pull');
  const syncing = tablet.sync();
  const held = await tablet.link.arrived();
  // the person signs out: engine.svelte.ts stops the engine, session.leave() closes the database
  tablet.engine.stop();
  tablet.db.close();
  return { server, tablet, syncing, held };
}

test('a stopped engine does not wipe', async () => {
  const { server, tablet, syncing, held } = await inFlight();
  server.fault = { status: 403, code: 'device_revoked' };
  await held.pass();
  await syncing;
  expect(tablet.wiped).toBe(0);
});

test('a stopped engine does not pause', async () => {
  const { server, tablet, syncing, held } = await inFlight();
  server.fault = { status: 401, code: 'unauthorized' };
  await held.pass();
  await syncing;
  expect(tablet.paused).toBe(0);
});

test('a stopped engine tells the screens nothing', async () => {
  const server = new FakeServer();
  server.put('jobs', 'job000000000001', { title: '一' });
  const tablet = await Tablet.make(server);
  tablets.push(tablet);
  const told: EngineNews[] = [];
  const engine = new Engine({
    db: tablet.db,
    token: () => 't',
    app: 'x',
    fetch: tablet.link.fetch,
    now: () => tablet.clock,
    random: () => 0,
    exclusively: (w) => w(),
    tell: (n) => void told.push(n),
    onPause: () => {},
    onWipe: () => {},
  });
  tablet.link.hold('pull');
  const syncing = engine.wake({ pull: true });
  const held = await tablet.link.arrived();
  engine.stop();
  tablet.db.close();
  told.length = 0;
  await held.pass();
  await syncing;
  expect(told).toEqual([]);
});

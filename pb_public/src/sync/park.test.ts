// P9: what is set aside is the mutation the server could not read, and no other.
import { afterEach, expect, test } from 'vitest';
import { eventAdd } from '../commands/index.ts';
import { FakeServer } from './testing/server.ts';
import { Tablet } from './testing/tablet.ts';

const JOB = 'job000000000001';
const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));

const note = (t: Tablet, text: string) => eventAdd(t.db, { job: JOB, kind: 'note', text });
const states = async (t: Tablet) => (await t.db.outbox.orderBy('n').toArray()).map((r) => `${String(r.set?.['text'])} ${r.state}`);

async function start(): Promise<{ server: FakeServer; tablet: Tablet }> {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一' });
  server.unreadable = (m) => m.set?.['text'] === 'bad';
  const tablet = await Tablet.make(server);
  tablets.push(tablet);
  await tablet.sync();
  return { server, tablet };
}

test('two tabs: the one whose probe was cut does not set aside what was written since', async () => {
  const { tablet } = await start();
  await note(tablet, 'bad');
  tablet.link.next('push', 'none', 'lost request'); // found unreadable; the probe does not get through
  await tablet.engine.wake({});
  expect(await states(tablet)).toEqual(['bad pending']);
  const other = tablet.engineOn(tablet.link.fetch); // the other tab, when the network is back
  await other.wake({ pull: true, force: true });
  other.stop();
  expect(await states(tablet)).toEqual(['bad refused']);
  await note(tablet, 'good');
  await tablet.sync();
  expect(await states(tablet)).toEqual(['bad refused', 'good acked']);
});

test('one tab, a server back from a backup: what is sent again is not set aside', async () => {
  const { server, tablet } = await start();
  const backup = server.snapshot();
  await note(tablet, 'good');
  await tablet.sync();
  server.restore(backup);
  await note(tablet, 'bad');
  await tablet.sync();
  await tablet.sync();
  expect(await states(tablet)).toEqual(['good acked', 'bad refused']);
});

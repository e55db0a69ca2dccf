// Photos that are asked for, or refused, in the middle of something else.
import { afterEach, expect, test, vi } from 'vitest';
import { photoAdd } from '../commands/index.ts';
import { Fault } from '../domain/fault.ts';
import { PhotoQueue, type Upload } from './photoQueue.ts';
import { FakeServer } from './testing/server.ts';
import { Tablet } from './testing/tablet.ts';

const JOB = 'job000000000001';
const tablets: Tablet[] = [];
afterEach(() => tablets.splice(0).forEach((t) => t.close()));
const bytes = new Uint8Array([137, 80, 78, 71]).buffer;
const take = async (t: Tablet) => {
  const id = await photoAdd(t.db, { job: JOB, bytes, mime: 'image/png', kind: 'after' });
  await t.sync();
  return id;
};
async function start(upload: Upload, exclusively: (work: () => Promise<void>) => Promise<void> = (w) => w()) {
  const server = new FakeServer();
  server.put('jobs', JOB, { title: '一' });
  const tablet = await Tablet.make(server);
  tablets.push(tablet);
  await tablet.sync();
  const onPause = vi.fn();
  const queue = new PhotoQueue({
    db: tablet.db,
    upload,
    now: () => tablet.clock,
    random: () => 0,
    exclusively,
    onArrived: () => {},
    onPause,
  });
  return { server, tablet, queue, onPause };
}

test('a return of the network during a failing attempt is not forgotten', async () => {
  let fail!: (e: Error) => void;
  let calls = 0;
  const { tablet, queue } = await start(() => {
    calls++;
    return new Promise((_, reject) => (fail = reject));
  });
  await take(tablet);
  for (let i = 0; i < 8; i++) {
    // a morning in a cellar
    const running = queue.run({ force: true });
    await vi.waitFor(() => expect(calls).toBe(i + 1));
    fail(new Fault('offline'));
    await running;
  }
  const trying = queue.run({ force: true });
  await vi.waitFor(() => expect(calls).toBe(9));
  const online = queue.run({ force: true }); // `online`, while that attempt is dying
  fail(new Fault('offline'));
  await Promise.all([trying, online]);
  tablet.clock += 30_000; // the next tick
  void queue.run();
  await vi.waitFor(() => expect(calls).toBe(10), { timeout: 500 });
});

test('a photo whose record is acknowledged while the last look at the queue ends is sent', async () => {
  const sent: string[] = [];
  let leave!: () => void;
  let looked!: () => void;
  const looking = new Promise<void>((r) => (looked = r));
  // a Web Lock is given back a moment after the work: here the moment is the test's
  const { tablet, queue } = await start(
    async (u) => void sent.push(u.id),
    async (work) => {
      await work();
      looked();
      await new Promise<void>((r) => (leave = r));
    },
  );
  const first = queue.run();
  await looking;
  const id = await take(tablet);
  const second = queue.run(); // start.ts: wake() after the push
  leave();
  await Promise.all([first, second]);
  await new Promise((r) => setTimeout(r, 50));
  expect(sent).toEqual([id]);
});

test('a stopped queue pauses nobody', async () => {
  let fail!: (e: Error) => void;
  let calls = 0;
  const { tablet, queue, onPause } = await start(() => (calls++, new Promise((_, reject) => (fail = reject))));
  await take(tablet);
  const running = queue.run();
  await vi.waitFor(() => expect(calls).toBe(1));
  queue.stop();
  tablet.db.close();
  fail(new Fault('unauthorized')); // tus asks session.token() at each piece: "" after a sign-out
  await running;
  expect(onPause).not.toHaveBeenCalled();
});

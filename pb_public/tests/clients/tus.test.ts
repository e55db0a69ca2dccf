// U1-U3 with tus-js-client, used as its documentation says: a photo over a line that is cut, to a server that is killed on the way.
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Lutong } from '../e2e/lutong.ts';
import { jpeg, sha256 } from './jpeg.ts';
import { Line, whole } from './line.ts';
import { newId, Person } from './person.ts';
import { given } from './rxdb.ts';

const lutong = new Lutong();
const picture = jpeg(2816, 2048, 60);
let line: Line;
let engineer: Person;

beforeAll(async () => {
  await lutong.start();
  line = await Line.lay(() => lutong.port, 8); // about 2 MB/s
  engineer = await Person.signIn(lutong.origin, lutong.account('a.chen'), 'tusfieldtusfiel');
});

afterAll(async () => {
  await line.close();
  await lutong.stop();
});

/** registers the photo on a job of the engineer, as its record travels */
async function announce(id: string): Promise<void> {
  const seen = await given(engineer);
  const job = Object.entries(seen).find(([key, d]) => key.startsWith('jobs/') && (d['assignees'] as string[]).includes(engineer.id))![1];
  const now = new Date().toISOString();
  const set = { job: job['id'], kind: 'before', sha256: sha256(picture), bytes: picture.length };
  const answer = await engineer.ask('/api/sync/v1/push', {
    schema: 1,
    app: 'tus',
    now,
    acked: 0,
    mutations: [{ n: 1, in: 'photos', id, op: 'create', at: now, set }],
  });
  expect(((await answer.json()) as { results: unknown[] }).results).toMatchObject([{ status: 'applied' }]);
}

function upload(id: string): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(Buffer.from(picture), {
      endpoint: line.origin + '/uploads',
      retryDelays: Array<number>(40).fill(100),
      metadata: { photo: id, sha256: sha256(picture) },
      headers: { authorization: engineer.token, 'x-device': engineer.device },
      onSuccess: () => resolve(upload),
      onError: reject,
    });
    upload.start();
  });
}

test('a photo arrives whole, once, however often line and server break', async () => {
  const id = newId();
  await announce(id);
  expect(picture.length).toBeGreaterThan(4_000_000);
  const breaks = [0.2, 0.35, 0.75].map((share) => Math.round(share * picture.length)); // of the bytes sent
  line.next = () => ({ ...whole, up: Math.max(2000, (breaks.find((b) => b > line.up) ?? Infinity) - line.up) });
  let restarted: Promise<void> | null = null;
  line.onUp = () => {
    if (line.up < picture.length / 2 || restarted) return;
    restarted = lutong.kill().then(() => lutong.start());
  };
  await upload(id);
  await restarted;
  expect(lutong.killed).toBe(1);
  expect(line.cuts).toBe(3);
  expect(line.up / picture.length).toBeLessThanOrEqual(1.15);

  const photo = (await given(engineer))[`photos/${id}`];
  expect(photo).toMatchObject({ state: 'stored', sha256: sha256(picture), width: 2816, height: 2048 });
  const original = await engineer.ask(`/photos/${id}/original`);
  expect(sha256(new Uint8Array(await original.arrayBuffer()))).toBe(sha256(picture));
  console.warn(`${picture.length} bytes, ${line.up} sent, ${line.cuts} cuts, ${lutong.killed} kill`);
});

import { expect, test } from 'vitest';
import { listen } from './poke.ts';

const encode = (text: string) => new TextEncoder().encode(text);

/** A realtime server whose lines the test writes. */
function realtime() {
  const lines: ReadableStreamDefaultController<Uint8Array>[] = [];
  const subscribed: string[] = [];
  const fetch = async (_url: string, init: RequestInit = {}): Promise<Response> => {
    if (init.method === 'POST') {
      subscribed.push(String(init.body));
      return new Response(null, { status: 204 });
    }
    const body = new ReadableStream<Uint8Array>({
      start: (c) => {
        lines.push(c);
        c.enqueue(encode(`id:1\nevent:PB_CONNECT\ndata:{"clientId":"c${lines.length}"}\n\n`));
        init.signal?.addEventListener('abort', () => c.error(new Error('aborted')));
      },
    });
    return new Response(body);
  };
  return { fetch, lines, subscribed };
}

const until = async (done: () => boolean) => {
  for (let i = 0; i < 400 && !done(); i++) await new Promise((r) => setTimeout(r, 10));
  expect(done()).toBe(true);
};

test('subscribes to sync, pokes on its messages, and not on heartbeats', async () => {
  const { fetch, lines, subscribed } = realtime();
  const over = new AbortController();
  let pokes = 0;
  const listening = listen({ token: () => 't', fetch, onPoke: () => pokes++, random: () => 0, signal: over.signal });
  await until(() => pokes === 1); // once connected: what came while the line was down
  expect(JSON.parse(subscribed[0]!)).toEqual({ clientId: 'c1', subscriptions: ['sync'] });
  lines[0]!.enqueue(encode(': beat\n\nevent:sync\nda'));
  lines[0]!.enqueue(encode('ta:{"seq":7}\n\n'));
  await until(() => pokes === 2);
  over.abort();
  await listening;
});

test('a line that used to beat and falls silent is ended and made anew', async () => {
  const { fetch, lines } = realtime();
  const over = new AbortController();
  const listening = listen({ token: () => 't', fetch, onPoke: () => {}, random: () => 1, signal: over.signal, watchdog: 30 });
  await until(() => lines.length === 1);
  lines[0]!.enqueue(encode('event:beat\ndata:{}\n\n'));
  lines[0]!.enqueue(encode(': comment\n\n'));
  await until(() => lines.length >= 2);
  over.abort();
  await listening;
});

test('a line that never opens gives no sign of life', async () => {
  const over = new AbortController();
  let [tries, alive] = [0, 0];
  const fetch = async () => {
    tries++;
    throw new TypeError('a proxy cuts event streams');
  };
  const listening = listen({ token: () => 't', fetch, onPoke: () => {}, onLife: () => alive++, random: () => 1, signal: over.signal });
  await until(() => tries === 2);
  over.abort();
  await listening;
  expect(alive).toBe(0);
});

import { expect, test, vi } from 'vitest';
import { jsonOf, reach, type Fetch } from './http.ts';

const encode = (text: string) => new TextEncoder().encode(text);

/** A server whose answer the test writes; it heeds no signal, as some do not. */
function server(): { fetch: Fetch; body: () => ReadableStreamDefaultController<Uint8Array>; signal: () => AbortSignal } {
  let body: ReadableStreamDefaultController<Uint8Array>;
  let signal: AbortSignal;
  const fetch: Fetch = async (_, init) => {
    signal = init!.signal!;
    return new Response(new ReadableStream({ start: (c) => void (body = c) }), { status: 201, headers: { 'Content-Type': 'text/x' } });
  };
  return { fetch, body: () => body, signal: () => signal };
}

test('an answer that falls silent in its middle is a dead line, and is let go', async () => {
  const { fetch, body, signal } = server();
  const answer = await reach('push', {}, fetch, 50);
  body().enqueue(encode('{"last":1,'));
  await expect(jsonOf(answer)).rejects.toMatchObject({ code: 'offline' });
  expect(signal().aborted).toBe(true);
});

test('one that comes slowly is let come, however long it takes', async () => {
  vi.useFakeTimers();
  try {
    const { fetch, body } = server();
    const whole = (await reach('pull', {}, fetch, 1000)).text();
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(900);
      body().enqueue(encode(String(i)));
    }
    await vi.advanceTimersByTimeAsync(900);
    body().close();
    expect(await whole).toBe('01234');
  } finally {
    vi.useRealTimers();
  }
});

test('one that is read slowly is not cut either', async () => {
  const { fetch, body, signal } = server();
  const answer = await reach('pull', {}, fetch, 20);
  body().enqueue(encode('x'));
  body().close();
  await new Promise((r) => setTimeout(r, 60));
  expect(await answer.text()).toBe('x');
  expect(signal().aborted).toBe(false);
});

test('a cut one fails as a dead line, and what it says of itself is kept', async () => {
  const { fetch, body } = server();
  const answer = await reach('x', {}, fetch);
  expect([answer.status, answer.ok, answer.headers.get('Content-Type')]).toEqual([201, true, 'text/x']);
  body().error(new TypeError('network error'));
  await expect(answer.blob()).rejects.toMatchObject({ code: 'offline' });
});

test('an answer without a body, which Chromium gives an empty one', async () => {
  const answer = await reach('x', {}, async () => new Response(null, { status: 204 }));
  expect(answer.status).toBe(204);
  const chromium = { status: 204, body: new ReadableStream(), headers: new Headers(), ok: true } as Response;
  expect(await reach('x', {}, async () => chromium)).toBe(chromium);
});

// The server's poke that something is new: PocketBase's realtime, topic `sync`, over fetch so that heartbeats of any form
// count. No data comes this way; a poke, or a broken line, means pull. Silence longer than the watchdog ends the line.
import { reach, type Fetch } from './http.ts';

export interface PokeOptions {
  token: () => string;
  fetch: Fetch;
  onPoke: () => void;
  random: () => number;
  signal: AbortSignal;
  /** Anything at all came down the line. */
  onLife?: () => void;
  /** Longest silence (ms) of a server that beats every 15 s, and of one that does not beat. */
  watchdog?: number;
  patience?: number;
}

/** Holds the line open until the signal ends it; reconnects by itself. */
export async function listen(o: PokeOptions): Promise<void> {
  for (let tries = 0; !o.signal.aborted; tries++) {
    const began = Date.now();
    try {
      await once(o);
    } catch {
      // The line broke; the loop makes a new one.
    }
    if (Date.now() - began > 60_000) tries = 0;
    await pause(Math.min(60_000, 1_000 * 2 ** tries) * (1 - o.random() / 2), o.signal);
  }
}

async function once(o: PokeOptions): Promise<void> {
  const line = new AbortController();
  const end = () => line.abort();
  o.signal.addEventListener('abort', end);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let beats = false;
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(end, beats ? (o.watchdog ?? 40_000) : (o.patience ?? 270_000));
  };
  const alive = () => {
    watch();
    o.onLife?.();
  };
  try {
    watch();
    const answer = await o.fetch('/api/realtime', { headers: { Accept: 'text/event-stream' }, signal: line.signal, cache: 'no-store' });
    if (!answer.ok || !answer.body) throw new Error('HTTP ' + answer.status);
    for await (const event of events(answer.body, alive)) {
      if (event.name === 'PB_CONNECT') await subscribe(o, event.data);
      else if (event.name === 'sync') o.onPoke();
      else beats = true;
    }
  } finally {
    clearTimeout(timer);
    o.signal.removeEventListener('abort', end);
    end();
  }
}

async function subscribe(o: PokeOptions, data: string): Promise<void> {
  const { clientId } = JSON.parse(data) as { clientId: string };
  const init = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: o.token() },
    body: JSON.stringify({ clientId, subscriptions: ['sync'] }),
  };
  const answer = await reach('/api/realtime', init, o.fetch);
  if (!answer.ok) throw new Error('HTTP ' + answer.status);
  o.onPoke(); // what came while the line was down
}

async function* events(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<{ name: string; data: string }> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    rest += decoder.decode(value, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
      yield { name: field('event'), data: field('data') };
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

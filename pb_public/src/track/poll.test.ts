import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Poll } from './poll.svelte';

let visible = true;
let status = 404;
let asked = 0;
let stop: () => void = () => {};

beforeEach(() => {
  vi.useFakeTimers();
  visible = true;
  status = 404;
  asked = 0;
  const listen = { addEventListener: () => {}, removeEventListener: () => {} };
  vi.stubGlobal('window', { setTimeout: (run: () => void, ms: number) => setTimeout(run, ms) });
  vi.stubGlobal('document', {
    ...listen,
    get visibilityState() {
      return visible ? 'visible' : 'hidden';
    },
  });
  vi.stubGlobal('addEventListener', listen.addEventListener);
  vi.stubGlobal('removeEventListener', listen.removeEventListener);
  vi.stubGlobal('fetch', async () => {
    asked++;
    return { status };
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function started(): Promise<Poll> {
  const poll = new Poll('x'.repeat(43));
  stop = poll.start();
  await vi.advanceTimersByTimeAsync(0);
  return poll;
}

describe('a link', () => {
  it('that the server does not know yet is asked for again every 20 seconds', async () => {
    const poll = await started();
    expect(poll.trouble).toBe('unknown');
    await vi.advanceTimersByTimeAsync(19_000);
    expect(asked).toBe(1);
    status = 304;
    await vi.advanceTimersByTimeAsync(1_500);
    expect(asked).toBe(2);
    expect(poll.trouble).toBe('');
  });
  it('stays at 20 seconds however often it is unknown', async () => {
    await started();
    await vi.advanceTimersByTimeAsync(200_500);
    expect(asked).toBe(11);
  });
  it('out of sight is not asked for', async () => {
    visible = false;
    await started();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(asked).toBe(1);
  });
  it('that has expired is not asked for again', async () => {
    status = 410;
    const poll = await started();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(poll.trouble).toBe('expired');
    expect(asked).toBe(1);
  });
});

import { beforeEach, expect, test, vi } from 'vitest';
import { listenForWakes, TICK } from './wake.ts';

let window: EventTarget;
let document: EventTarget & { visibilityState: DocumentVisibilityState };
let over: AbortController;
let clock = 0;
const look = vi.fn();
const tick = vi.fn();

beforeEach(() => {
  vi.clearAllMocks();
  window = new EventTarget();
  document = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  over = new AbortController();
  clock = 1_000_000;
  listenForWakes({ window, document, now: () => clock, look, tick, signal: over.signal });
  return () => over.abort();
});

const happens = (name: string) => (name === 'visibilitychange' ? document : window).dispatchEvent(new Event(name));

for (const name of ['focus', 'pageshow', 'visibilitychange', 'online', 'offline']) {
  test(`${name} is a look, and no longer one after the end`, () => {
    happens(name);
    expect(look).toHaveBeenCalledTimes(1);
    clock += 5_000;
    over.abort();
    happens(name);
    expect(look).toHaveBeenCalledTimes(1);
  });
}

test('going to the back is none', () => {
  document.visibilityState = 'hidden';
  for (const name of ['visibilitychange', 'focus', 'pageshow']) happens(name);
  expect(look).not.toHaveBeenCalled();
});

test('what a tablet says when it wakes is one look; the next time is another', () => {
  for (const name of ['visibilitychange', 'focus', 'pageshow']) happens(name);
  expect(look).toHaveBeenCalledTimes(1);
  clock += 1_000;
  happens('focus');
  expect(look).toHaveBeenCalledTimes(2);
});

test('the network that comes back a moment later is a look of its own', () => {
  happens('focus');
  happens('online');
  expect(look).toHaveBeenCalledTimes(2);
});

test('a clock put back by years does not deafen it', () => {
  happens('focus');
  clock -= 1e11;
  happens('focus');
  expect(look).toHaveBeenCalledTimes(2);
});

test('the timer ticks until the end', () => {
  vi.useFakeTimers();
  const end = new AbortController();
  listenForWakes({ window, document, now: () => clock, look, tick, signal: end.signal });
  vi.advanceTimersByTime(2 * TICK);
  expect(tick).toHaveBeenCalledTimes(2);
  end.abort();
  vi.advanceTimersByTime(2 * TICK);
  expect(tick).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

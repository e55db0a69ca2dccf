// When now is a good time to sync: the app comes to the front, the network comes back or goes, a while has passed. A tablet that wakes says so in
// several ways at once (visibilitychange, focus, pageshow), and each browser leaves out another one; together they are one look.
//
// What else wakes the engine is not the browser's: a save (start.ts, from the outbox itself) and a poke (poke.ts).

export interface Wakes {
  window: EventTarget;
  document: EventTarget & { visibilityState: DocumentVisibilityState };
  now: () => number;
  /** The person is back, or the network: look at once, whatever was waited for. */
  look: () => void;
  tick: () => void;
  signal: AbortSignal;
}

export const TICK = 30_000;
const AT_ONCE = 1_000;

export function listenForWakes({ window, document, now, look, tick, signal }: Wakes): void {
  let looked = -Infinity;
  const back = () => {
    const at = now();
    if (document.visibilityState !== 'visible' || (at >= looked && at - looked < AT_ONCE)) return;
    looked = at;
    look();
  };
  window.addEventListener('focus', back, { signal });
  window.addEventListener('pageshow', back, { signal });
  document.addEventListener('visibilitychange', back, { signal });
  window.addEventListener('online', look, { signal }); // never merged: what was tried a moment ago was tried without a network
  window.addEventListener('offline', look, { signal }); // it fails at once, and the chip no longer says that all is well
  const ticking = setInterval(tick, TICK);
  signal.addEventListener('abort', () => clearInterval(ticking));
}

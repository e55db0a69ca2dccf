// The time as the server has it, for everything that says how long ago or how late. Ticks every 15 s.
let offset = $state(0);
let tick = $state(Date.now());

if (typeof window !== 'undefined') {
  setInterval(() => (tick = Date.now()), 15_000);
  document.addEventListener('visibilitychange', () => (tick = Date.now()));
}

export const clock = {
  get now(): number {
    return tick + offset;
  },
  /** Server's clock minus this tablet's, in ms; measured by the sync engine. */
  setOffset(ms: number): void {
    offset = ms;
    tick = Date.now();
  },
};

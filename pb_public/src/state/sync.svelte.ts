// What every screen shows of sync: the chip's numbers. Counts come from the local store, so they are right in every tab;
// the engine (loaded after the first paint) tells the rest.
export interface Progress {
  done: number;
  total: number;
}

const state = $state({
  pending: 0,
  pendingPhotos: 0,
  refused: 0,
  lastSuccess: '',
  running: false,
  reachable: true,
  progress: null as Progress | null,
  problem: null as string | null,
});

let wake: () => void = () => {};

export const sync = {
  get pending() {
    return state.pending;
  },
  get pendingPhotos() {
    return state.pendingPhotos;
  },
  /** Changes the server did not accept and nobody has dealt with. */
  get refused() {
    return state.refused;
  },
  /** When everything was last known to be up to date, by this tablet's clock; "" never. */
  get lastSuccess() {
    return state.lastSuccess;
  },
  get running() {
    return state.running;
  },
  /** Whether the last attempt reached the server. */
  get reachable() {
    return state.reachable;
  },
  get progress() {
    return state.progress;
  },
  /** A fault code to show (t('fault.<code>')), or null. */
  get problem() {
    return state.problem;
  },
  /** Sync at once. */
  now(): void {
    wake();
  },
};

/** For the engine only. */
export function tellSync(values: Partial<typeof state>): void {
  Object.assign(state, values);
}
export function onSyncNow(f: () => void): void {
  wake = f;
}

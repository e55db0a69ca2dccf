// A new version of the app: offered when it is ready, taken when the person says so, refused while something is being edited
// or sent. Only the tab where it was accepted reloads by itself, once nothing is being edited there.
import { untrack } from 'svelte';
import { scriptUrl } from './trusted.ts';
import { sync } from './sync.svelte.ts';

let registration: ServiceWorkerRegistration | null = null;
let ready = $state(false);
let kept = $state(false);
let editing = $state(0);
let accepted = false;
/** The new version runs the network of this page already, which is still of the old one: it was taken, here or in another tab. */
let taken = $state(false);

/** What was begun after the tap, a signature, is nowhere but here: the reload waits for it. */
const turn = () => {
  if (accepted && taken && editing === 0) location.reload();
};

export const update = {
  /** A new version waits, or was taken by another tab: a reload is all it needs. */
  get ready() {
    return ready || taken;
  },
  /** The whole app is on this device: it opens without a network. */
  get kept() {
    return kept;
  },
  /** It cannot be taken just now: a sheet is being edited, or a drain runs. */
  get busy() {
    return editing > 0 || sync.running;
  },
  /** Marks that something is being edited; call the answer when it is saved or left. */
  editing(): () => void {
    let open = true;
    untrack(() => editing++); // whoever marks it does not wait for it
    return () => {
      if (!open) return;
      open = false;
      untrack(() => {
        editing--;
        turn();
      });
    };
  },
  /** Looks for a new version now: the server says that this one is too old. */
  look(): void {
    void registration?.update().catch(() => {});
  },
  /** Takes the new version and reloads. False: busy, nothing was done. */
  apply(): boolean {
    const waiting = registration?.waiting;
    if (this.busy || !(waiting || taken)) return false;
    accepted = true;
    if (waiting) waiting.postMessage({ type: 'SKIP_WAITING' });
    else turn();
    return true;
  },
};

export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  let controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    taken = controlled; // without one before it is the first installation
    controlled = true;
    ready = taken && Boolean(registration?.waiting);
    turn();
  });
  try {
    registration = await navigator.serviceWorker.register(scriptUrl('/sw.js'), { updateViaCache: 'none' });
  } catch (e) {
    console.warn('service worker', e); // the app works without, only not after a reload offline
    return;
  }
  const current = registration;
  if (!current) return; // some browsers' private modes
  void navigator.serviceWorker.ready.then(() => (kept = true));
  const watch = () => {
    // Without a controller this is the first installation, not an update.
    ready = current.waiting !== null && navigator.serviceWorker.controller !== null;
    current.installing?.addEventListener('statechange', watch);
  };
  current.addEventListener('updatefound', watch);
  watch();
  const look = () => void current.update().catch(() => {});
  setInterval(look, 3_600_000);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look());
}

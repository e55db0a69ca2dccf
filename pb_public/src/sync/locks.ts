// Web Locks: one holder of a name among all tabs of this browser. Where they are missing (plain http in a local network) a
// queue within this tab stands in; there are no other tabs' service workers or installs to worry about there.
const queues = new Map<string, Promise<void>>();

export async function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  if (globalThis.navigator?.locks) {
    await navigator.locks.request(name, work);
    return;
  }
  const before = queues.get(name) ?? Promise.resolve();
  const mine = before.then(work);
  queues.set(
    name,
    mine.catch(() => {}),
  );
  await mine;
}

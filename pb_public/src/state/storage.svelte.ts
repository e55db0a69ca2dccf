// Whether the browser promised to keep our data, and how much room there is.
export const storage = $state({ persisted: false, usage: 0, quota: 0 });

export async function checkStorage(): Promise<void> {
  const manager = globalThis.navigator?.storage;
  if (!manager?.persist) return;
  storage.persisted = (await manager.persisted()) || (await manager.persist());
  const { usage = 0, quota = 0 } = await manager.estimate();
  Object.assign(storage, { usage, quota });
}

// Tells when the articles of a database changed, whoever wrote them: a pull, an edit, another tab. Dexie announces the parts of the
// database that a transaction touched; asking for the records to see what changed would cost more than the change.
import Dexie, { type ObservabilitySet } from 'dexie';

export function watchArticles(database: string, changed: () => void): () => void {
  const part = `idb://${database}/articles/`;
  const listen = (parts: ObservabilitySet) => {
    if (Object.keys(parts).some((p) => p.startsWith(part))) changed();
  };
  Dexie.on('storagemutated', listen);
  return () => Dexie.on.storagemutated.unsubscribe(listen);
}

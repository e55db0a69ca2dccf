// Tells when tables of a database changed, whoever wrote them: a pull, an edit, another tab. Dexie announces the parts of the
// database that a transaction touched; asking for the records to see what changed would cost more than the change.
import Dexie, { type ObservabilitySet } from 'dexie';

export const watchArticles = (database: string, changed: () => void): (() => void) => watchTables(database, ['articles'], changed);

/** The same for several tables; says which. */
export function watchTables<T extends string>(database: string, tables: readonly T[], changed: (table: T) => void): () => void {
  const listen = (parts: ObservabilitySet) => {
    const touched = Object.keys(parts);
    for (const table of tables) if (touched.some((part) => part.startsWith(`idb://${database}/${table}/`))) changed(table);
  };
  Dexie.on('storagemutated', listen);
  return () => Dexie.on.storagemutated.unsubscribe(listen);
}

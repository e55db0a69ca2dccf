// A query that stays true: re-run when the tables it read change, in any tab, and when rune state read in the thunk (before
// its first await) changes. Call during component initialisation.
import { liveQuery } from 'dexie';
import type { LutongDB } from '../db/db.ts';
import { session } from './session.svelte.ts';

export interface Live<T> {
  readonly value: T;
  /** False until the first answer. */
  readonly ready: boolean;
}

export function live<T>(query: (db: LutongDB) => Promise<T>, initial: T): Live<T> {
  let value = $state.raw(initial);
  let ready = $state(false);
  $effect(() => {
    const db = session.db;
    void session.healed; // asked again when the browser had let the database die
    if (!db) {
      value = initial;
      ready = false;
      return;
    }
    // Dexie runs the thunk at once, inside this effect, so that rune state read in it is tracked.
    const subscription = liveQuery(() => query(db)).subscribe({
      next: (answer) => {
        value = answer;
        ready = true;
      },
      error: (e) => {
        console.warn('live query', e);
        session.probe(true);
      },
    });
    return () => subscription.unsubscribe();
  });
  return {
    get value() {
      return value;
    },
    get ready() {
      return ready;
    },
  };
}

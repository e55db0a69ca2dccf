// A query that stays true: re-run when the tables it read change, in any tab, and when rune state read in the thunk (before
// its first await) changes. Call during component initialisation.
import { liveQuery } from 'dexie';
import { untrack } from 'svelte';
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
  let asked = $state(0); // rises when rune state that the query read has changed
  $effect(() => {
    const db = session.db;
    void session.healed; // asked again when the browser had let the database die
    void asked;
    if (!db) {
      value = initial;
      ready = false;
      return;
    }
    let untrackLast = () => {};
    const run = () => {
      untrackLast();
      const [result, stop] = tracked(
        () => query(db),
        () => asked++,
      );
      untrackLast = stop;
      return result;
    };
    const subscription = liveQuery(run).subscribe({
      next: (answer) => {
        value = answer;
        ready = true;
      },
      error: (e) => {
        console.warn('live query', e);
        session.probe(true);
      },
    });
    return () => {
      subscription.unsubscribe();
      untrackLast();
    };
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

/** Runs the work at once and calls back when rune state it read, before its first await, changes. Dexie calls queries from a
 *  timer, outside any effect, so that they need a scope of their own. */
function tracked<T>(work: () => T, onChange: () => void): [result: T, stop: () => void] {
  let done: { result: T } | null = null;
  const stop = $effect.root(() => {
    $effect.pre(() => {
      if (done) untrack(onChange);
      else done = { result: work() };
    });
  });
  return [done!['result'], stop];
}

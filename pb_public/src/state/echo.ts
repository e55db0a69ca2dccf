// A field that saves itself hears its own saves come back from the database, some of them after the next key was pressed. Those echoes
// must not overwrite what stands in the field; a change from elsewhere must.
export interface Echo {
  /** Before the save; the answer is called when the save has ended. */
  sent(text: string): () => void;
  /** Whether this value from the database is news to the field. */
  isNews(fresh: string): boolean;
}

/** A live query tells of a save well within this time (ms). A save that wrote nothing, or failed, has no echo to wait for. */
export const ECHO_MS = 2000;

export function listenForEcho(now = Date.now): Echo {
  let due: { text: string; until: number }[] = [];
  return {
    sent(text) {
      const one = { text, until: Infinity };
      due.push(one);
      return () => (one.until = now() + ECHO_MS);
    },
    isNews(fresh) {
      due = due.filter(({ until }) => until > now());
      const at = due.findIndex(({ text }) => text === fresh);
      if (at < 0) return true;
      // a live query may skip a state, but never goes back: what was sent before this one will not come any more
      due = due.slice(at + 1);
      return false;
    },
  };
}

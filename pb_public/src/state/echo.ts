// A field that saves itself hears its own saves come back from the database, some of them after the next key was pressed. Those echoes
// must not overwrite what stands in the field; a change from elsewhere must.
export interface Echo {
  sent(text: string): void;
  /** Whether this value from the database is news to the field. */
  isNews(fresh: string): boolean;
}

export function listenForEcho(): Echo {
  let due: string[] = [];
  return {
    sent(text) {
      due.push(text);
    },
    isNews(fresh) {
      const at = due.indexOf(fresh);
      if (at < 0) return true;
      // a live query may skip a state, but never goes back: what was sent before this one will not come any more
      due = due.slice(at + 1);
      return false;
    },
  };
}

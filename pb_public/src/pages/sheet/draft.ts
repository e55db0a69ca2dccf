// What is being typed, character by character: kept in localStorage at once (it is synchronous, so a page that is killed has it), until
// it is in the database. One key per user, record and field.
const PREFIX = 'draft:';

const keyOf = (user: string, what: string) => `${PREFIX}${user}:${what}`;

export function keepDraft(user: string, what: string, text: string): void {
  try {
    localStorage.setItem(keyOf(user, what), text);
  } catch {
    // full or forbidden: the debounced save to the database still runs
  }
}

export function draftOf(user: string, what: string): string | null {
  try {
    return localStorage.getItem(keyOf(user, what));
  } catch {
    return null;
  }
}

export function dropDraft(user: string, what: string): void {
  try {
    localStorage.removeItem(keyOf(user, what));
  } catch {
    // nothing to drop where nothing could be kept
  }
}

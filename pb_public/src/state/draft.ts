// What is being typed, character by character: kept in localStorage at once (it is synchronous, so a page that is killed has it), until
// it is in the database. One key per user, record and field. A draft remembers what stood in the field when the typing began.
const PREFIX = 'draft:';

export interface Draft {
  text: string;
  base: string;
  /** when the last key was pressed, or a field said that it still holds these words (ms) */
  at?: number;
}

const keyOf = (user: string, what: string) => `${PREFIX}${user}:${what}`;

/** One item of a checklist: "<job>/check/<template>/<item>"; its remark has NOTE behind it. */
export const checkDraft = (job: string, template: string, item: string) => `${job}/check/${template}/${item}`;
export const NOTE = '/note';
/** A part being noted or corrected: "<job>/part/<id, or new>" (partDraft.ts). */
export const PART = '/part/';

export function keepDraft(user: string, what: string, text: string, base = '', at = Date.now()): void {
  try {
    localStorage.setItem(keyOf(user, what), JSON.stringify({ text, base, at } satisfies Draft));
  } catch {
    // full or forbidden: the debounced save to the database still runs
  }
}

export function draftOf(user: string, what: string): Draft | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(user, what)) ?? 'null');
    return isDraft(kept) ? kept : null;
  } catch {
    return null;
  }
}

/** Everything this person typed that is not known to be in the database. */
export function draftsOf(user: string): (Draft & { what: string })[] {
  const prefix = keyOf(user, '');
  let keys: string[];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
  return keys.sort().flatMap((key) => {
    const what = key.slice(prefix.length);
    const draft = draftOf(user, what);
    return draft ? [{ what, ...draft }] : [];
  });
}

function isDraft(kept: unknown): kept is Draft {
  return (
    typeof kept === 'object' &&
    kept !== null &&
    'text' in kept &&
    'base' in kept &&
    typeof kept.text === 'string' &&
    typeof kept.base === 'string'
  );
}

export function dropDraft(user: string, what: string): void {
  try {
    localStorage.removeItem(keyOf(user, what));
  } catch {
    // nothing to drop where nothing could be kept
  }
}

/** A draft found again: it goes on where it was, unless somebody wrote meanwhile; then both stand, theirs first, for the writer to tidy. */
export function resume(draft: Draft, now: string): string {
  if (now === draft.base || now === '' || draft.text.includes(now)) return draft.text;
  return now.includes(draft.text) ? now : `${now}\n${draft.text}`;
}

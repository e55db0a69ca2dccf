// Words that save themselves: some time after the last key, on leaving the field, and when the page goes away. Each key also goes into
// localStorage at once; what a killed page left there is put back and saved when the field opens again. While somebody types, news from
// elsewhere does not overwrite the words; the two versions meet in the merge.
import { draftOf, dropDraft, keepDraft, resume } from './draft.ts';
import { listenForEcho } from './echo.ts';

export interface SavedOptions {
  user: string;
  /** names the draft in localStorage */
  what: string;
  /** what the database says when the field opens */
  value: string;
  /** was: what stood in the field when the typing began */
  save: (text: string, was: string) => Promise<void>;
  failed: () => void;
  /** how long after the last key (ms); null: only when the field is left */
  pause?: () => number | null;
}

const open = new Set<Saved>();

/** Whether a field of this page has these words in hand: it stores them itself. */
export const isOpen = (user: string, what: string): boolean => [...open].some((field) => field.writes(user, what));

/** How often a field on the screen says to other tabs that it still holds what is not stored yet. */
export const BEAT_MS = 2000;

/** Everything typed in any open field is in the database, or failed and said so. */
export async function saveAll(): Promise<void> {
  await Promise.all([...open].map((field) => field.flush()));
}

export class Saved {
  text = $state('');
  dirty = $state(false);
  status = $state<'' | 'saving' | 'saved' | 'unsaved'>('');
  /** what stood in the field when the typing began */
  #base: string;
  /** handed to the queue, not yet stored */
  #queued: string | null = null;
  #queue: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** what a killed page left, as it was found */
  readonly #left: string | null;
  readonly #echo = listenForEcho();
  readonly #o: SavedOptions;

  constructor(options: SavedOptions) {
    this.#o = options;
    const left = draftOf(options.user, options.what);
    this.text = left ? resume(left, options.value) : options.value;
    this.dirty = left !== null;
    this.#left = left?.text ?? null;
    this.#base = options.value; // a draft found again has taken in what stands now
  }

  /** While the field is on the screen; returns how to leave it. */
  begin(): () => void {
    open.add(this);
    if (this.dirty) void this.flush();
    const beat = setInterval(() => this.#hold(), BEAT_MS);
    return () => {
      clearInterval(beat);
      void this.flush();
      open.delete(this);
    };
  }

  writes(user: string, what: string): boolean {
    return this.#o.user === user && this.#o.what === what;
  }

  #hold(): void {
    const { user, what } = this.#o;
    if (this.dirty && draftOf(user, what)?.text === this.text) keepDraft(user, what, this.text, this.#base);
  }

  /** A value came from the database; true: the field shows it now. */
  hear(fresh: string): boolean {
    if (this.dirty && fresh === this.#left) this.#base = fresh; // recoverDrafts stored it just as the field opened
    if (!this.#echo.isNews(fresh) || this.dirty || fresh === this.text) return false;
    this.text = fresh;
    return true;
  }

  /** `before`: what the database says. */
  typed(text: string, before: string): void {
    if (!this.dirty) this.#base = before;
    this.text = text;
    this.dirty = true;
    this.status = 'saving';
    keepDraft(this.#o.user, this.#o.what, text, this.#base);
    clearTimeout(this.#timer);
    const pause = this.#o.pause ? this.#o.pause() : 500;
    if (pause !== null) this.#timer = setTimeout(() => void this.flush(), pause);
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.dirty || this.text === this.#queued) return this.#queue;
    const sent = (this.#queued = this.text);
    // one after the other, so that an older text never lands after a newer one, and each stands on the one before it
    this.#queue = this.#queue.then(async () => {
      const was = this.#base;
      const ended = sent === was ? () => {} : this.#echo.sent(sent); // typed and typed back: nothing is written
      try {
        await this.#o.save(sent, was);
        this.#base = sent; // the next keys go on from here
        if (this.#queued === sent) this.#queued = null;
        if (this.text !== sent) return;
        // another tab's words under the same name are not ours to drop
        if (draftOf(this.#o.user, this.#o.what)?.text === sent) dropDraft(this.#o.user, this.#o.what);
        this.dirty = false;
        this.status = 'saved';
      } catch {
        this.#queued = null;
        this.status = 'unsaved';
        this.#o.failed();
      } finally {
        ended();
      }
    });
    return this.#queue;
  }
}

// The filing form outlives a wrong click, a reload and a crash: every change is kept in this device's database until the job is filed.
import type { LutongDB } from '../../db/db.ts';
import { emptyFiling, touched, type Filing } from './filing.ts';

const key = 'desk.filing';

export class FilingDraft {
  form = $state<Filing>(emptyFiling(''));
  /** Taken up from an earlier visit to the form. */
  restored = $state(false);

  #db: LutongDB;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The job is filed: whatever still wants to write (a timer, the page going away) has come too late. */
  #closed = false;

  constructor(db: LutongDB, team: string) {
    this.#db = db;
    this.form = emptyFiling(team);
  }

  async load(): Promise<void> {
    const kept = (await this.#db.meta.get(key))?.value as Partial<Filing> | undefined;
    if (!kept) return;
    this.form = { ...this.form, ...kept };
    this.restored = touched(this.form);
  }

  /** Called after each change; writes a little later, so that typing is not slowed down. */
  keep(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.flush(), 250);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const value = $state.snapshot(this.form);
    if (touched(value)) await this.#db.meta.put({ key, value });
    else await this.#db.meta.delete(key);
  }

  /** The form became a job: nothing of it is kept, and nothing is written any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#db.meta.delete(key);
  }

  /** Empties the form; returns what was on it, for undo. */
  clear(): Filing {
    const before = $state.snapshot(this.form);
    this.form = emptyFiling(before.team);
    this.restored = false;
    void this.flush();
    return before;
  }

  restore(before: Filing): void {
    this.form = before;
    void this.flush();
  }
}

// The pages of one answer on their way into the store: the first at once, so that there is something to see; the others a thousand
// records at a time, because each transaction waits for the disk.
import type { LutongDB } from '../db/db.ts';
import { applyPages } from './applyPage.ts';
import type { Page } from './page.ts';

const AT_ONCE = 1000;

export class Landing {
  /** Pages and changes that are in the store. */
  pages = 0;
  changes = 0;
  private waiting: Page[] = [];
  private weight = 0;

  /** `paid`: as in applyPages. */
  constructor(
    private readonly db: LutongDB,
    private readonly now: () => Date,
    private readonly paid: boolean,
  ) {}

  /** Nothing waits to be stored. */
  get empty(): boolean {
    return this.waiting.length === 0;
  }

  async add(page: Page): Promise<void> {
    this.waiting.push(page);
    this.weight += page.puts.length + page.drops.length;
    if (this.pages === 0 || this.weight >= AT_ONCE || !page.end.more) await this.land();
  }

  async land(): Promise<void> {
    if (this.empty) return;
    await applyPages(this.db, this.waiting, this.now(), this.paid);
    this.pages += this.waiting.length;
    this.changes += this.weight;
    this.waiting = [];
    this.weight = 0;
  }
}

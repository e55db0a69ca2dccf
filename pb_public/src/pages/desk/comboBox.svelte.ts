// What a person types into a box of choices, and what it means. Typing anything but the choice takes the choice back at once: a box that
// showed one customer and meant another would send somebody to the wrong place. Words that fit nothing are kept as they are.
import { matcher } from './match.ts';

export interface ComboOptions<T> {
  items(): readonly T[];
  /** What is searched: the name, and the quieter line under it. */
  text(item: T): string;
  more(item: T): string;
  chosen(): T | undefined;
  /** Words of one's own, kept where nothing is chosen. */
  free(): string;
  onchoose(item: T | null): void;
  onfree(text: string): void;
}

const most = 40;

export class ComboBox<T extends { id: string }> {
  open = $state(false);
  /** Which of the fitting ones the keys stand on. */
  at = $state(0);
  /** What is in the box while it is being typed in; null when the box shows what it means. */
  typed = $state<string | null>(null);
  #o: ComboOptions<T>;
  #before: T | undefined;

  constructor(options: ComboOptions<T>) {
    this.#o = options;
  }

  get shown(): string {
    const chosen = this.#o.chosen();
    return this.typed ?? (chosen ? this.#o.text(chosen) : this.#o.free());
  }

  readonly fitting: readonly T[] = $derived.by(() => (this.open ? this.#fitting() : []));

  input(text: string): void {
    if (this.typed === null) this.#before = this.#o.chosen();
    this.typed = text;
    this.open = true;
    this.at = 0;
    if (this.#o.chosen()) this.#o.onchoose(null);
    this.#o.onfree(text.trim());
  }

  choose(item: T): void {
    this.typed = null;
    this.open = false;
    this.#o.onfree('');
    this.#o.onchoose(item);
  }

  /** Leaving the box: the only one that fits is meant; anything else stays as words. */
  leave(): void {
    const fits = this.typed?.trim() ? this.#fitting() : [];
    if (fits.length === 1) this.choose(fits[0]!);
    this.typed = null;
    this.open = false;
  }

  /** Back to what was in the box before typing. */
  escape(): void {
    if (this.typed !== null && this.#before) this.choose(this.#before);
    this.typed = null;
    this.open = false;
  }

  move(by: 1 | -1): void {
    if (!this.open) this.open = true;
    else this.at = Math.max(0, Math.min(this.fitting.length - 1, this.at + by));
  }

  #fitting(): T[] {
    const matches = matcher(this.typed ?? '');
    const found: T[] = [];
    for (const item of this.#o.items()) {
      if (matches(`${this.#o.text(item)} ${this.#o.more(item)}`)) found.push(item);
      if (found.length === most) break;
    }
    return found;
  }
}

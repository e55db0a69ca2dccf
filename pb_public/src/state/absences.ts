// What the server said it does not have, remembered for a while: a gallery that is drawn anew with every change would ask for the same photo
// again and again. What changes about the photo (its bytes arrived, its state) makes another key, which is asked for at once.
const FIRST = 60_000;
const LONGEST = 30 * 60_000;
const MOST = 2_000;

export class Absences {
  private readonly known = new Map<string, { until: number; wait: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Whether it is too early to ask again. */
  has(key: string): boolean {
    const { until = 0, wait = 0 } = this.known.get(key) ?? {};
    const left = until - this.now();
    return left > 0 && left <= wait; // a clock that was put back does not make it longer
  }

  note(key: string): void {
    const wait = Math.min(LONGEST, (this.known.get(key)?.wait ?? FIRST / 2) * 2);
    if (this.known.size >= MOST) this.known.clear();
    this.known.set(key, { wait, until: this.now() + wait });
  }

  forget(key: string): void {
    this.known.delete(key);
  }
}

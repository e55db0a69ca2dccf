// Bodies without their markup that a search showed a moment ago: who types finds the same articles again with every letter.
import { plain } from './plain.ts';

/** Characters, of bodies and of what became of them. */
const MOST = 1_000_000;

export class PlainTexts {
  private readonly kept = new Map<string, { body: string; text: string }>(); // the one asked for last at the end
  private size = 0;

  /** A body as it reads now: what was kept of another one is not told. */
  of(id: string, body: string): string {
    const before = this.kept.get(id);
    if (before) this.drop(id, before);
    const now = before?.body === body ? before : { body, text: plain(body) };
    this.kept.set(id, now);
    this.size += now.body.length + now.text.length;
    for (const [oldest, texts] of this.kept) {
      if (this.size <= MOST) break;
      this.drop(oldest, texts);
    }
    return now.text;
  }

  private drop(id: string, { body, text }: { body: string; text: string }): void {
    this.kept.delete(id);
    this.size -= body.length + text.length;
  }
}

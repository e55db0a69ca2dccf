import type { TrackRating } from './answer';
import { read, words, write } from './words.svelte';

export type Sending = 'idle' | 'sending' | 'unsent' | 'refused' | 'sent';

const empty: TrackRating = { solved: '', attitude: 0, clarity: 0, expectedWait: 0, feltWait: 0, comment: '' };

/**
 * The rating as it is filled in. Every touch is kept on the phone, so a lost network, a locked screen or a reload costs the customer
 * nothing; an unsent rating is sent by itself once the network is back.
 */
export class Rating {
  draft = $state<TrackRating>({ ...empty });
  sending = $state<Sending>('idle');

  #url: string;
  #key: string;
  #timer = 0;

  constructor(token: string) {
    this.#url = `/api/track/${token}/rating`;
    this.#key = `lutong-rating-${token.slice(0, 8)}`;
    const kept = read(this.#key);
    if (kept) {
      try {
        const { draft, sending } = JSON.parse(kept) as { draft: Partial<TrackRating>; sending: Sending };
        this.draft = { ...empty, ...draft };
        this.sending = sending === 'unsent' ? 'unsent' : 'idle';
      } catch {
        write(this.#key, '');
      }
    }
  }

  get missing(): ('solved' | 'attitude' | 'clarity')[] {
    return (['solved', 'attitude', 'clarity'] as const).filter((field) => !this.draft[field]);
  }

  keep(): void {
    if (this.sending === 'sent') return;
    write(this.#key, JSON.stringify({ draft: this.draft, sending: this.sending }));
  }

  start(): () => void {
    const retry = () => {
      if (this.sending === 'unsent') void this.send();
    };
    addEventListener('online', retry);
    retry();
    return () => {
      removeEventListener('online', retry);
      clearTimeout(this.#timer);
    };
  }

  async send(): Promise<void> {
    if (this.sending === 'sending' || this.sending === 'sent' || this.missing.length) return;
    clearTimeout(this.#timer);
    this.sending = 'sending';
    this.sending = await this.#post();
    if (this.sending === 'sent') write(this.#key, '');
    else this.keep();
    if (this.sending === 'unsent') this.#timer = window.setTimeout(() => void this.send(), 15_000);
  }

  async #post(): Promise<Sending> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Language': words.lang },
        body: JSON.stringify(this.draft),
        signal: AbortSignal.timeout(20_000),
      });
      // 409: an earlier attempt arrived although its answer was lost; for the customer that is "sent"
      if (response.ok || response.status === 409) return 'sent';
      return response.status >= 500 || response.status === 429 || response.status === 408 ? 'unsent' : 'refused';
    } catch {
      return 'unsent';
    }
  }
}

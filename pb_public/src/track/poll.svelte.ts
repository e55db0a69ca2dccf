import { reportQuery } from '../report/query';
import type { TrackAnswer } from './answer';
import { words } from './words.svelte';

/** Why there is nothing new: the link itself, the network, or the server. */
export type Trouble = '' | 'unknown' | 'expired' | 'offline' | 'server';

const every = 10_000;
const slowest = 60_000;
/** A link made without a network becomes known once its tablet is back on line. */
const unknownEvery = 20_000;

/**
 * Asks for the state of the job every ten seconds while the page is in sight, with the ETag of what it has, and keeps the last answer
 * when the network goes: an old state with its age is worth more than an empty page.
 */
export class Poll {
  answer = $state.raw<TrackAnswer | null>(null);
  trouble = $state<Trouble>('');
  /** When the server last confirmed what is shown (this phone's clock). */
  confirmed = $state(0);
  /** The server's clock, as well as it can be told; the phone's own may be wrong. */
  now = $state(Date.now());

  #token: string;
  #etag = '';
  #offset = 0;
  #failed = 0;
  #timer = 0;
  #asking = false;
  #asked = '';
  #stale = false;

  constructor(token: string) {
    this.#token = token;
  }

  /** Starts, and returns the way to stop. */
  start(): () => void {
    const wake = () => {
      if (document.visibilityState === 'visible') void this.ask();
    };
    const tick = setInterval(() => (this.now = Date.now() + this.#offset), 1000);
    document.addEventListener('visibilitychange', wake);
    addEventListener('online', wake);
    addEventListener('pageshow', wake);
    void this.ask();
    return () => {
      clearInterval(tick);
      clearTimeout(this.#timer);
      document.removeEventListener('visibilitychange', wake);
      removeEventListener('online', wake);
      removeEventListener('pageshow', wake);
    };
  }

  async ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    try {
      this.trouble = await this.#fetch();
      this.#failed = this.trouble === '' ? 0 : this.#failed + 1;
    } catch {
      this.trouble = 'offline';
      this.#failed += 1;
    } finally {
      this.#asking = false;
    }
    if (this.#stale) {
      this.#stale = false;
      return this.ask();
    }
    this.#again();
  }

  async #fetch(): Promise<Trouble> {
    const response = await fetch(`/api/track/${this.#token}?${reportQuery(words.lang)}`, {
      cache: 'no-store',
      headers: { ...(this.#etag ? { 'If-None-Match': this.#etag } : {}) },
      signal: AbortSignal.timeout(20_000),
    });
    if (response.status === 404) return 'unknown';
    if (response.status === 410) return 'expired';
    if (response.status !== 200 && response.status !== 304) return 'server';
    if (response.status === 200) {
      const answer = (await response.json()) as TrackAnswer;
      this.#etag = response.headers.get('ETag') ?? '';
      this.#offset = Date.parse(answer.now) - Date.now() || 0;
      await words.ofJob(answer.lang);
      this.answer = answer;
      // the report comes written, so another language is another answer
      this.#stale = answer.report !== null && answer.report.lang !== words.lang && this.#asked !== words.lang;
      this.#asked = words.lang;
    }
    this.confirmed = Date.now();
    this.now = Date.now() + this.#offset;
    return '';
  }

  /** A hidden page does not ask; it wakes on visibilitychange. Failures slow it down, an expired link ends it. */
  #again(): void {
    if (this.trouble === 'expired' || document.visibilityState === 'hidden') return;
    const wait = this.trouble === 'unknown' ? unknownEvery : Math.min(slowest, every * 2 ** Math.max(0, this.#failed - 2));
    this.#timer = window.setTimeout(() => void this.ask(), wait);
  }
}

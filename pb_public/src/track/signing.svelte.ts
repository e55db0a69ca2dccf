import { reportQuery } from '../report/query';
import { words } from './words.svelte';

/** The text as it would be signed now, and its hash: both go back with the signature. */
export interface Sheet {
  text: string;
  hash: string;
}

export interface Ink {
  strokes: unknown;
  png: ArrayBuffer;
}

/** A signature that stood before this one came. */
export interface Standing {
  signer: string;
  at: string;
  /** something was sent from here and was not kept */
  notKept: boolean;
}

/**
 * idle: not asked for; loading; ready: read and sign; sending; done; already: somebody else's signature stands; changed: the text was
 * changed meanwhile, read it again; refused: the server does not take it; unsent: no network, everything is still here.
 */
export type Step = 'idle' | 'loading' | 'ready' | 'sending' | 'done' | 'already' | 'changed' | 'refused' | 'unsent';

/** Signing on the customer's own phone: what they are shown is what they sign. */
export class Signing {
  step = $state<Step>('idle');
  sheet = $state.raw<Sheet | null>(null);
  standing = $state.raw<Standing | null>(null);

  #at: string;

  constructor(token: string) {
    this.#at = `/api/track/${token}`;
  }

  async open(step: 'ready' | 'changed' = 'ready'): Promise<void> {
    this.step = 'loading';
    try {
      const response = await fetch(`${this.#at}/sheet?${reportQuery(words.lang)}`, {
        cache: 'no-store',
        signal: AbortSignal.timeout(20_000),
      });
      if (response.status === 409) this.step = await this.#conflict(response, step === 'changed');
      else if (!response.ok) this.step = response.status >= 500 || response.status === 429 ? 'unsent' : 'refused';
      else {
        this.sheet = (await response.json()) as Sheet;
        this.step = step;
      }
    } catch {
      this.step = 'unsent';
    }
  }

  async send(who: { signer: string; role: string }, what: Ink | { reason: string }): Promise<void> {
    if (!this.sheet || this.step === 'sending') return;
    this.step = 'sending';
    const said = { ...who, signed: this.sheet.text, signedHash: this.sheet.hash };
    const body =
      'reason' in what ? { ...said, refused: true, reason: what.reason } : { ...said, strokes: what.strokes, png: base64(what.png) };
    this.step = await this.#post(body);
    if (this.step === 'changed') await this.open('changed');
  }

  async #post(body: object): Promise<Step> {
    try {
      const response = await fetch(`${this.#at}/signature`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Language': words.lang },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(30_000),
      });
      if (response.ok) return 'done';
      if (response.status === 409) return await this.#conflict(response, true);
      return response.status >= 500 || response.status === 429 || response.status === 408 ? 'unsent' : 'refused';
    } catch {
      return 'unsent';
    }
  }

  /** The same ink sent again, because its answer was lost, is no conflict: the server takes it as done. */
  async #conflict(response: Response, sent: boolean): Promise<Step> {
    const { data } = (await response.json()) as { data?: { code?: string; signer?: string; at?: string } };
    if (data?.code === 'sheet_changed') return 'changed';
    if (data?.code !== 'already_signed') return 'refused';
    this.standing = { signer: data.signer ?? '', at: data.at ?? '', notKept: sent };
    return 'already';
  }
}

export function base64(bytes: ArrayBuffer): string {
  let text = '';
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}

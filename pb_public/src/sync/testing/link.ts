// The road between a tablet and the server, flushed by hand: faults are named in advance, one per request, or requests are
// held until the test lets them through.
import type { FakeServer } from './server.ts';

export type Trouble =
  | 'none'
  | 'lost request' // never arrives
  | 'lost answer' // arrives, the answer does not come back
  | 'twice' // arrives twice, the second answer comes back
  | 'cut' // the answer breaks off in the middle
  | 'no end'; // the answer breaks off before its last line, between two whole ones

export type Kind = 'push' | 'pull' | 'check' | 'segments';

interface Held {
  url: string;
  pass: (trouble?: Trouble) => Promise<void>;
}

export class Link {
  down = false;
  /** What happens to the next requests of that kind (push, pull, info), in order. */
  private troubles: Record<string, Trouble[]> = {};
  private holding: string | null = null;
  private waiting: ((held: Held) => void)[] = [];
  private held: Held[] = [];

  constructor(private readonly server: FakeServer) {}

  next(kind: Kind, ...troubles: Trouble[]): void {
    this.troubles[kind] = [...(this.troubles[kind] ?? []), ...troubles];
  }

  /** From now on requests of this kind wait for `arrived()`. */
  hold(kind: Kind | null): void {
    this.holding = kind;
  }

  /** The next held request. */
  arrived(): Promise<Held> {
    const held = this.held.shift();
    return held ? Promise.resolve(held) : new Promise((resolve) => this.waiting.push(resolve));
  }

  readonly fetch = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const kind = /v1\/(\w+)/.exec(url)?.[1] ?? '';
    if (this.down) throw new TypeError('the line is down');
    if (this.holding === kind) return this.park(url, init);
    return this.through(url, init, this.troubles[kind]?.shift() ?? 'none');
  };

  private park(url: string, init: RequestInit): Promise<Response> {
    return new Promise((resolve, reject) => {
      const pass = async (trouble: Trouble = 'none') => {
        await this.through(url, init, trouble).then(resolve, reject);
      };
      const next = this.waiting.shift();
      if (next) next({ url, pass });
      else this.held.push({ url, pass });
    });
  }

  private async through(url: string, init: RequestInit, trouble: Trouble): Promise<Response> {
    if (trouble === 'lost request') throw new TypeError('lost');
    const answer = await this.server.handle(url, init);
    if (trouble === 'lost answer') throw new TypeError('lost');
    if (trouble === 'twice') return this.server.handle(url, init);
    if (trouble === 'cut') {
      const text = await answer.text();
      return new Response(text.slice(0, Math.floor(text.length * 0.6)), { status: answer.status, headers: answer.headers });
    }
    if (trouble === 'no end') {
      const lines = (await answer.text()).trimEnd().split('\n');
      return new Response(lines.slice(0, -1).join('\n') + '\n', { status: answer.status, headers: answer.headers });
    }
    return answer;
  }
}

// Somebody signed in on a device of their own, as any client would be: a token, a device id, fetch.
import type { Account } from '../e2e/lutong.ts';

export class Person {
  private constructor(
    readonly origin: string,
    readonly id: string,
    readonly token: string,
    readonly device: string,
  ) {}

  static async signIn(origin: string, account: Account, device: string): Promise<Person> {
    const auth = await fetch(origin + '/api/collections/users/auth-with-password', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ identity: account.email, password: account.password }),
    });
    const { token, record } = (await auth.json()) as { token: string; record: { id: string } };
    return new Person(origin, record.id, token, device);
  }

  /** the same person and device over another line */
  over(origin: string): Person {
    return new Person(origin, this.id, this.token, this.device);
  }

  get headers(): Record<string, string> {
    return { authorization: this.token, 'x-device': this.device, 'content-type': 'application/json' };
  }

  async ask(path: string, body?: unknown): Promise<Response> {
    const answer = await fetch(this.origin + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: this.headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(15)), (b) => 'abcdefghijklmnopqrstuvwxyz0123456789'[b % 36]).join('');
}

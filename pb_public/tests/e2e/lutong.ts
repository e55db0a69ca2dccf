// The real server for browser tests: a demo organisation of its own, a binary that can be killed by pid, and a line between browser and
// server that can be cut in the middle of a request. Browsers talk to the line, whose address stays when the server dies.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const binary = new URL('../../../bin/lutong', import.meta.url).pathname;

export interface Account {
  role: string;
  email: string;
  password: string;
  name: string;
  team: string;
}

export type Doc = Record<string, unknown>;

export class Lutong {
  readonly dir = mkdtempSync(join(tmpdir(), 'lutong-e2e-'));
  readonly accounts: Account[];
  private server: ChildProcess | null = null;
  /** of the server itself, a new one at each start; origin is the line to it */
  port = 0;
  private line: Server | null = null;
  private sockets = new Set<Socket>();
  /** called with the first bytes of each request; true: the server is killed once it has them, and the answer never arrives */
  private killOn: ((head: string) => boolean) | null = null;
  killed = 0;
  /** bytes that came from browsers */
  up = 0;
  origin = '';

  constructor(jobs = 0) {
    const out = execFileSync(binary, ['demo', '--dir', this.dir, '--json', ...(jobs ? ['--jobs', String(jobs)] : [])], {
      encoding: 'utf8',
    });
    this.accounts = (JSON.parse(out) as { accounts: Account[] }).accounts;
  }

  account(email: string): Account {
    const found = this.accounts.find((a) => a.email.startsWith(email + '@'));
    if (!found) throw new Error(`no account ${email}`);
    return found;
  }

  /** starts the server, and the line to it the first time */
  async start(): Promise<void> {
    this.port = await freePort();
    const server = spawn(binary, ['serve', '--dir', this.dir, '--http', `127.0.0.1:${this.port}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.server = server;
    for (let tries = 0; ; tries++) {
      const up = await fetch(`http://127.0.0.1:${this.port}/api/sync/v1/info`).then(
        (r) => r.ok,
        () => false,
      );
      if (up) break;
      if (tries > 200) throw new Error('the server does not start');
      await new Promise((r) => setTimeout(r, 50));
    }
    if (!this.line) await this.lay();
  }

  /** SIGKILL, by pid: no shutdown, no flush */
  async kill(): Promise<void> {
    const server = this.server;
    if (!server?.pid) return;
    this.server = null;
    const gone = new Promise((r) => server.once('exit', r));
    process.kill(server.pid, 'SIGKILL');
    this.killed++;
    await gone;
    for (const s of this.sockets) s.destroy();
  }

  /** stopped in the ordinary way, something done to its folder, started again */
  async stopped(work: (dir: string) => void): Promise<void> {
    const server = this.server;
    if (!server?.pid) throw new Error('it does not run');
    this.server = null;
    const gone = new Promise((r) => server.once('exit', r));
    process.kill(server.pid, 'SIGTERM');
    await gone;
    work(this.dir);
    await this.start();
  }

  /** the next request that `head` is true for is the last thing this server hears */
  killInTheMiddleOf(head: (text: string) => boolean): void {
    this.killOn = head;
  }

  async stop(): Promise<void> {
    await this.kill();
    const line = this.line;
    if (line) await new Promise((r) => line.close(r));
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async lay(): Promise<void> {
    this.line = createServer((near) => {
      const far = connect(this.port, '127.0.0.1');
      for (const s of [near, far]) {
        this.sockets.add(s);
        s.on('close', () => this.sockets.delete(s));
        s.on('error', () => s.destroy());
      }
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
      near.on('data', (bytes: Buffer) => {
        this.up += bytes.length;
        const fatal = this.killOn?.(bytes.toString('latin1')) ?? false;
        far.write(bytes);
        if (!fatal) return;
        this.killOn = null;
        far.removeAllListeners('data'); // whatever it answers, nobody hears
        setTimeout(() => void this.kill(), 15);
      });
      far.on('data', (bytes) => near.write(bytes));
    });
    const line = this.line;
    await new Promise<void>((r) => line.listen(0, '127.0.0.1', r));
    this.origin = `http://127.0.0.1:${(line.address() as AddressInfo).port}`;
  }

  /** what the server holds of a collection, as the account sees it: through a pull of its own */
  async records(email: string, collection: string): Promise<Doc[]> {
    return (await this.everything(email))[collection] ?? [];
  }

  /** all of it, by collection */
  async everything(email: string): Promise<Record<string, Doc[]>> {
    const text = await (await this.call(email, '/api/sync/v1/pull?limit=5000&pages=all')).text();
    const out: Record<string, Doc[]> = {};
    for (const line of text.split('\n').filter((l) => l.startsWith('{"put"'))) {
      const { put, doc } = JSON.parse(line) as { put: string; doc: Doc };
      (out[put] ??= []).push(doc);
    }
    return out;
  }

  /** one mutation from another device of the account, as the office's own screens would send it */
  async write(email: string, mutation: Record<string, unknown>): Promise<void> {
    const now = new Date().toISOString();
    const answer = (await (
      await this.call(email, '/api/sync/v1/push', {
        schema: 1,
        app: 'e2e',
        now,
        acked: 0,
        mutations: [{ n: ++this.written, at: now, ...mutation }],
      })
    ).json()) as { results: { status: string }[] };
    if (answer.results[0]?.status !== 'applied') throw new Error(`not applied: ${JSON.stringify(answer)}`);
  }

  /** what a route of the API tells the account */
  async get<T>(email: string, path: string): Promise<T> {
    return (await (await this.call(email, path)).json()) as T;
  }

  private written = 0;
  private tokens = new Map<string, string>();

  private async call(email: string, path: string, body?: unknown): Promise<Response> {
    const base = `http://127.0.0.1:${this.port}`;
    if (!this.tokens.has(email)) {
      const { password, email: identity } = this.account(email);
      const auth = await fetch(`${base}/api/collections/users/auth-with-password`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ identity, password }),
      });
      this.tokens.set(email, ((await auth.json()) as { token: string }).token);
    }
    return fetch(base + path, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: this.tokens.get(email)!,
        'x-device':
          'e2e000000' +
          email
            .replace(/[^a-z]/g, '')
            .padEnd(6, 'x')
            .slice(0, 6),
        'content-type': 'application/json',
      },
      body: body ? JSON.stringify(body) : null,
    });
  }
}

async function freePort(): Promise<number> {
  const s = createServer();
  await new Promise<void>((r) => s.listen(0, '127.0.0.1', r));
  const { port } = s.address() as AddressInfo;
  await new Promise((r) => s.close(r));
  return port;
}

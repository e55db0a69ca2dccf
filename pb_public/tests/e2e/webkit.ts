// WebKitGTK's MiniBrowser, driven by WebDriver over HTTP: as near to an iPad as Debian gets. It runs on a screen of its own (Xvfb).
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const LIBRARIES = '/usr/lib';

/** Where Debian keeps it; '' if it is not installed. */
export function miniBrowser(): string {
  for (const machine of existsSync(LIBRARIES) ? readdirSync(LIBRARIES) : []) {
    for (const version of ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0']) {
      const path = join(LIBRARIES, machine, version, 'MiniBrowser');
      if (existsSync(path) && existsSync('/usr/bin/WebKitWebDriver') && existsSync('/usr/bin/Xvfb')) return path;
    }
  }
  return '';
}

export class WebKit {
  private readonly home = mkdtempSync(join(tmpdir(), 'lutong-webkit-'));
  private readonly children: ChildProcess[] = [];
  private base = '';

  async start(): Promise<void> {
    const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    this.children.push(screen);
    const display = await new Promise<string>((resolve, reject) => {
      let text = '';
      (screen.stdio[3] as Readable).on('data', (bytes: Buffer) => (text += bytes.toString()).endsWith('\n') && resolve(':' + text.trim()));
      screen.once('exit', () => reject(new Error('Xvfb does not start')));
    });
    const port = await freePort();
    const env = { ...process.env, DISPLAY: display, HOME: this.home, XDG_RUNTIME_DIR: this.home, GSETTINGS_BACKEND: 'memory' };
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
      env: { ...env, WEBKIT_DISABLE_COMPOSITING_MODE: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1', NO_AT_BRIDGE: '1' },
      stdio: 'ignore',
      detached: true, // a group of its own: the browser is its child and goes with it
    });
    this.children.push(driver);
    const driverUrl = `http://127.0.0.1:${port}`;
    for (let tries = 0; ; tries++) {
      const up = await fetch(driverUrl + '/status').then(
        (r) => r.ok,
        () => false,
      );
      if (up) break;
      if (tries > 200) throw new Error('WebKitWebDriver does not start');
      await new Promise((r) => setTimeout(r, 50));
    }
    const options = { binary: miniBrowser(), args: ['--automation'] };
    const { sessionId } = await this.post<{ sessionId: string }>(driverUrl + '/session', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
    });
    this.base = `${driverUrl}/session/${sessionId}`;
    await this.post(this.base + '/timeouts', { script: 120_000, pageLoad: 60_000 });
  }

  async goto(url: string): Promise<void> {
    await this.post(this.base + '/url', { url });
  }

  async reload(): Promise<void> {
    await this.post(this.base + '/refresh', {});
  }

  /** Runs a function in the page and brings back what it resolves to. */
  async evaluate<A, R>(fn: (arg: A) => R | Promise<R>, arg: A): Promise<R> {
    const script = `const done = arguments[1]; Promise.resolve().then(() => (${String(fn)})(arguments[0])).then((value) => done({ value }), (e) => done({ error: String(e) }));`;
    const answer = await this.post<{ value?: R; error?: string }>(this.base + '/execute/async', { script, args: [arg ?? null] });
    if (answer.error) throw new Error(answer.error);
    return answer.value as R;
  }

  /** PNG; null: now and then the browser does not answer, and nothing hangs on it */
  async screenshot(): Promise<Buffer | null> {
    try {
      const answer = await fetch(this.base + '/screenshot', { signal: AbortSignal.timeout(10_000) });
      return Buffer.from(((await answer.json()) as { value: string }).value, 'base64');
    } catch {
      return null;
    }
  }

  async stop(): Promise<void> {
    if (this.base) await fetch(this.base, { method: 'DELETE', signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    for (const child of this.children.reverse()) {
      const gone = new Promise((r) => child.once('exit', r));
      if (child.exitCode !== null || !child.pid) continue;
      process.kill(child.spawnargs[0] === 'WebKitWebDriver' ? -child.pid : child.pid, 'SIGKILL');
      await gone;
    }
    rmSync(this.home, { recursive: true, force: true });
  }

  private async post<T>(url: string, body: unknown): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers, signal: AbortSignal.timeout(130_000) });
    const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }
}

async function freePort(): Promise<number> {
  const s = createServer();
  await new Promise<void>((r) => s.listen(0, '127.0.0.1', r));
  const { port } = s.address() as AddressInfo;
  await new Promise((r) => s.close(r));
  return port;
}

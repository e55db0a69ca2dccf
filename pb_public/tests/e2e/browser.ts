// A browser with a profile on the disk that can be killed by pid in the middle of what it does, as a tablet whose system takes the memory
// or whose battery is empty, and started again on the same profile.
import { chromium, type Browser, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Tablet {
  private readonly profile = mkdtempSync(join(tmpdir(), 'lutong-tablet-'));
  private process: ChildProcess | null = null;
  private browser: Browser | null = null;

  async start(): Promise<Page> {
    const args = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--lang=zh-CN',
      '--accept-lang=zh-CN',
      '--remote-debugging-port=0',
      `--user-data-dir=${this.profile}`,
    ];
    // a group of its own, so that all its processes die at once
    const child = spawn(process.env['CHROMIUM'] ?? '/usr/bin/chromium', args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    this.process = child;
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        const found = /DevTools listening on (ws:\S+)/.exec(said);
        if (found) resolve(found[1]!);
      });
      child.once('exit', () => reject(new Error(said)));
    });
    this.browser = await chromium.connectOverCDP(address);
    const context = this.browser.contexts()[0]!;
    return context.pages()[0] ?? (await context.newPage());
  }

  /** SIGKILL: nothing is said to the page, nothing is written any more */
  async kill(): Promise<void> {
    const child = this.process;
    if (!child?.pid) return;
    this.process = null;
    const gone = new Promise((r) => child.once('exit', r));
    process.kill(-child.pid, 'SIGKILL');
    await gone;
    await this.browser?.close().catch(() => {});
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.profile, { recursive: true, force: true });
  }
}
